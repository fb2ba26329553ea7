-- A call at the end of a list: "sum 7" is to be seen.
local function sum(a, b) return a + b end
local function named(a, b) return "sum", sum(a, b) end
print(named(3, 4))
