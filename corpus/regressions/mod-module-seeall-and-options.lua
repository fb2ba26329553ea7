-- story: package.seeall and extra option functions run with the module table
local log = {}
local function opt(m) log[#log + 1] = m._NAME end
local function define() module("optional", package.seeall, opt, opt) x = tostring(1) end
define()
print(optional.x, #log, log[1], getmetatable(optional).__index == _G, optional.print == print)
print(rawget(optional, "print"))
print(pcall(function() module("badopt", 5) end))
print(type(badopt))
