-- A local of a loop's body is nil again in each round: three times "nil".
local count = 0
local last
repeat
  local seen
  print(seen)
  seen, last, count = count, count, count + 1
until count == 3
