-- story: lines inside long strings, comments and escapes are counted
local s = [[
a
b]] local l = debug.getinfo(1, "l").currentline
print(l)
--[[
x
]] print(debug.getinfo(1, "l").currentline)
local q = "a\
b\
c" print(debug.getinfo(1, "l").currentline)
print(pcall(function() error("at 12") end))
