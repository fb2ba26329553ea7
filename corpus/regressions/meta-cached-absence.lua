-- story: a metamethod added after it was found missing is seen
local mt = {}
local t = setmetatable({}, mt)
print(t.x, pcall(function() return t + 1 end))
mt.__index = function() return "now" end
mt.__add = function() return "sum" end
print(t.x, t + 1)
rawset(mt, "__index", nil)
print(t.x)
rawset(mt, "__index", { x = "raw" })
print(t.x)
mt.__newindex = function(_, k) print("new", k) end
t.y = 1
mt["__new" .. "index"] = nil
t.y = 2
print(t.y)
