-- story: an object reachable only through an upvalue or a suspended coroutine survives
local weak = setmetatable({}, { __mode = "v" })
local function hold() local obj = { "held" } weak.up = obj return function() return obj[1] end end
local f = hold()
local co = coroutine.wrap(function() local obj = { "in coroutine" } weak.co = obj coroutine.yield() return obj[1] end)
co()
collectgarbage()
print(weak.up ~= nil, weak.co ~= nil, f(), co())
f, co = nil, nil
collectgarbage()
print(weak.up, weak.co)
