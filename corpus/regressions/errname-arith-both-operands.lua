-- story: in arithmetic the second operand is blamed only when the first one is a number
local a, b, n = {}, {}, 1
print(pcall(function() return a + b end))
print(pcall(function() return n + b end))
print(pcall(function() return a + n end))
print(pcall(function() local x, y = {}, nil return x * y end))
print(pcall(function() local x, y = 1, nil return x / y end))
print(pcall(function() local x, y = "1", nil return x - y end))
print(pcall(function() local x, y = "abc", "1" return x % y end))
print(pcall(function() local x, y = "1", "abc" return x ^ y end))
