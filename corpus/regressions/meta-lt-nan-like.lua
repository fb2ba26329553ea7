-- story: an object that is never less makes <= always true by the fallback
local mt = { __lt = function() return false end }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a < b, a > b, a <= b, a >= b, a == b)
local odd = { __lt = function() return true end }
local c, d = setmetatable({}, odd), setmetatable({}, odd)
print(c < d, c > d, c <= d, c >= d)
print(c <= c, c >= c, c < c)
