-- story: a library function called through an upvalue or a parameter keeps that variable's name
local up = string.rep
print(pcall(function() return (up()) end))
print(pcall(function() up({}) end))
print(pcall(function(param) param() end, string.rep))
print(pcall(function() local t = { ["odd name"] = string.rep } t["odd name"]() end))
print(pcall(function() local t = { string.rep } t[1]() end))
print(pcall(function() (string.rep)() end))
