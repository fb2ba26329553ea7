-- story: concatenation blames the right operand when the left one is a string or number
local t, n = {}, nil
print(pcall(function() return "x" .. t end))
print(pcall(function() return t .. "x" end))
print(pcall(function() return 1 .. t end))
print(pcall(function() return t .. n end))
print(pcall(function() return "a" .. "b" .. t .. "c" end))
print(pcall(function() return "a" .. n .. "c" end))
print(pcall(function() local x, y = "a", true return x .. y .. x end))
print(pcall(function() return "a" .. t.x end))
