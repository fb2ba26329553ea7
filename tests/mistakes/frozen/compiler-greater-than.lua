-- Equal numbers are not greater: "no" is to be seen for 3, not "yes".
local limit = 3
for i = 1, 4 do
  print(i, i > limit and "yes" or "no")
end
