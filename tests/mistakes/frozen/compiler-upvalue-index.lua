-- The innermost function sees two different variables: "outer inner".
local outer = "outer"
local function make()
  local inner = "inner"
  return function() return outer, inner end
end
print(make()())
