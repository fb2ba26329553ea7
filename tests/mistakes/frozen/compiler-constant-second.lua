-- Handlers get the operands in the order of the source: "number table" is to be seen.
local v = setmetatable({}, { __mul = function(a, b) return type(a) .. " " .. type(b) end })
print(2 * v, v * 2)
