-- story: errors from metamethods carry the position inside the metamethod
local mt = {}
mt.__index = function(t, k) error("no " .. k) end
mt.__add = function() error("level two", 2) end
mt.__tostring = function() error("in tostring", 0) end
mt.__call = function(self, x) return x.y.z end
local t = setmetatable({}, mt)
print(pcall(function() return t.foo end))
print(pcall(function() return t + 1 end))
print(pcall(tostring, t))
print(pcall(print, t))
print(pcall(t, {}))
