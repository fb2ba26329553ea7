-- Each round of a repeat has its own variable: "1 2 3" is to be seen.
local list, i = {}, 0
repeat
  i = i + 1
  local mine = i
  list[i] = function() return mine end
until i == 3
print(list[1](), list[2](), list[3]())
