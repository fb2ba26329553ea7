-- story: closures made in a coroutine keep their variables when it ends, fails or is dropped
local get, set
local co = coroutine.create(function() local v = "live" get = function() return v end set = function(x) v = x end coroutine.yield() v = "ended" end)
coroutine.resume(co)
print(get()) set("outside") print(get())
coroutine.resume(co)
print(get(), coroutine.status(co))
local f
co = coroutine.create(function() local v = 1 f = function() v = v + 1 return v end error("x") end)
coroutine.resume(co)
print(f(), f())
co = coroutine.create(function() local v = 1 f = function() v = v + 1 return v end coroutine.yield() end)
coroutine.resume(co)
co = nil
collectgarbage()
print(f(), f())
