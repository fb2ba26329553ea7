-- With __lt alone `a <= b` is `not (b < a)`; `a < b` after it is what __lt says.
local V = { __lt = function(a, b) return a.n < b.n end }
local x, y = setmetatable({ n = 1 }, V), setmetatable({ n = 2 }, V)
print(x <= y, y <= x)
print(x < y, y < x)
