-- Both results of one call: "1 2" is to be seen.
local function two() return 1, 2 end
local a, b = two()
print(a, b)
