-- story: in a method call the argument numbers do not count self and a bad self is reported as such
print(pcall(function() return ("x"):rep() end))
print(pcall(function() return ("x"):rep({}) end))
print(pcall(function() return ("x"):sub("a") end))
local fake = { rep = string.rep, insert = table.insert }
print(pcall(function() return fake:rep(2) end))
print(pcall(function() return fake:insert(1, 2, 3, 4) end))
print(pcall(function() return ("%d"):format("x") end))
print(pcall(function() return ("%d"):format() end))
