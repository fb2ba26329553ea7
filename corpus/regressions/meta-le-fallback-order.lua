-- story: a <= b without __le is not (b < a), so the operands arrive swapped
local log = {}
local mt = { __lt = function(x, y) log[#log + 1] = x.n .. "<" .. y.n return x.n < y.n end }
local a, b = setmetatable({ n = 1 }, mt), setmetatable({ n = 2 }, mt)
print(a <= b, b <= a, a <= a)
print(a >= b, b >= a)
print(table.concat(log, " "))
mt.__le = function(x, y) log = { "le" } return "truthy" end
print(a <= b, b >= a, log[1])
mt.__le = function() return nil end
print(a <= b, a >= b)
