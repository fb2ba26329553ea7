-- A comparison as a value: "true false" is to be seen.
local function less(a, b) return a < b end
print(less(1, 2), less(2, 1))
