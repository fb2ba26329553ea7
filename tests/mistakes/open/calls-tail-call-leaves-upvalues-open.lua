-- A variable that is captured by an argument of a tail call.
local function apply(f, x, y)
  local sum = x + y
  return f(sum)
end
local function scaled(factor)
  return apply(function(n) return n * factor end, 1, 2)
end
print(scaled(10))
