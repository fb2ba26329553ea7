-- story: __gc works for userdata whose metatable had the field when it was collected and never for tables
local log = {}
local t = setmetatable({}, { __gc = function() log[#log + 1] = "table" end })
t = nil
collectgarbage()
local u = newproxy(true)
getmetatable(u).__gc = function() log[#log + 1] = "userdata" end
u = nil
collectgarbage()
print(#log, log[1])
local v = newproxy(true)
local mt = getmetatable(v)
mt.__gc = function() log[#log + 1] = "replaced" end
mt.__gc = nil
v, mt = nil, nil
collectgarbage()
print(#log)
