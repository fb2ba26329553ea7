-- `>` asks __lt, with the operands swapped, and is false for NaN.
local V = { __lt = function(a, b) return a.n < b.n end }
local x, y = setmetatable({ n = 1 }, V), setmetatable({ n = 2 }, V)
print(y > x, pcall(function() return y >= x end))
local nan = 0 / 0
print(nan > 1, nan >= 1)
