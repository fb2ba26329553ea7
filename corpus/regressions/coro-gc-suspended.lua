-- story: a dropped suspended coroutine is collected together with what it holds
local weak = setmetatable({}, { __mode = "v" })
local co = coroutine.create(function() local big = { "held" } weak.big = big coroutine.yield() return big end)
coroutine.resume(co)
weak.co = co
collectgarbage()
print(weak.big ~= nil, weak.co ~= nil)
co = nil
collectgarbage()
print(weak.big, weak.co)
