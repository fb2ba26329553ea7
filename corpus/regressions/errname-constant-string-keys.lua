-- story: bracketed constant strings are named as fields, any other key gives a question mark
local t = {}
local k = "key"
print(pcall(function() return t["quoted key"].x end))
print(pcall(function() return t[k].x end))
print(pcall(function() return t[1].x end))
print(pcall(function() return t[1.5].x end))
print(pcall(function() return t[true].x end))
print(pcall(function() return t[nil].x end))
print(pcall(function() return t["a" .. "b"].x end))
