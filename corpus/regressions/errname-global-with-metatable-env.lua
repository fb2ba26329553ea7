-- story: globals read from a function environment with __index are still reported as globals
local env = setmetatable({}, { __index = function(_, k) if k == "num" then return 5 end end })
local f = setfenv(function() return num.x.y end, env)
local g = setfenv(function() return other.x end, env)
local h = setfenv(function() num() end, env)
print(pcall(f))
print(pcall(g))
print(pcall(h))
