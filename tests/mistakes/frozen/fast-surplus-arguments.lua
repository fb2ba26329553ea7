-- Surplus arguments are dropped: "1 nil" is to be seen.
local function first(a)
  local b
  return a, b
end
print(first(1, 2, 3))
