-- story: a very long field name is shown whole or cut as the message buffer allows
local t = {}
local long = string.rep("k", 100)
local f = loadstring("local t = ... return t." .. long .. ".x", "=long")
print(pcall(f, t))
local longer = string.rep("z", 600)
print(pcall(loadstring("local t = ... return t." .. longer .. ".x", "=longer"), t))
print(pcall(loadstring(longer .. "()", "=longglobal")))
