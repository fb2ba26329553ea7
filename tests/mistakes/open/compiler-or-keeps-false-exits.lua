-- A loop goes on while one of two conditions holds, the first of which is an `and`.
local n, left = 0, 5
while (n > 100 and left > 0) or left > 2 do
  n, left = n + 1, left - 1
end
print(n, left)
