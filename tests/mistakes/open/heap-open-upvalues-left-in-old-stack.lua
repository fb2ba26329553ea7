-- Variables that closures share with a running function, over a recursion that needs a larger stack.
local calls, deepest = 0, 0
local function deep(n)
  calls, deepest = calls + 1, math.max(deepest, n)
  if n < 300 then return 1 + deep(n + 1) end
  return 0
end
print(deep(1), calls, deepest)
