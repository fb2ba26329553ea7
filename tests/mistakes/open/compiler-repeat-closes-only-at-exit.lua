-- Each turn of a repeat loop has its own variable.
local gets, n = {}, 0
repeat
  n = n + 1
  local square = n * n
  gets[n] = function() return square end
until n == 3
print(gets[1](), gets[2](), gets[3]())
