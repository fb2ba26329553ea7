-- Each turn of a loop has its own loop variable.
local gets = {}
for i = 1, 3 do
  gets[i] = function() i = i + 10 return i end
end
print(gets[1](), gets[2](), gets[3](), gets[1]())
