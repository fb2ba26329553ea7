-- story: __eq is never called for the same object, for different types or for strings and numbers
local calls = 0
local mt = { __eq = function() calls = calls + 1 return false end }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a == a, a ~= a, calls)
print(a == b, calls)
print(a == newproxy(), a == 5, calls)
print(rawequal(a, b), calls)
local t = { [a] = 1 }
print(t[a], t[b], calls)
