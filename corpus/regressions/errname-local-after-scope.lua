-- story: a register reused by a second local is named after the local that is alive at the failing instruction
do local first = nil end
local second = nil
print(pcall(function()
  do local gone = 1 end
  local here = nil
  return here.field
end))
print(pcall(function() do local a = {} a.x = 1 end local b return b.x end))
