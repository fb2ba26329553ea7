-- story: a stack overflow inside a coroutine kills only the coroutine
local function rec() return 1 + rec() end
local co = coroutine.create(rec)
local ok, e = coroutine.resume(co)
print(ok, tostring(e):match("stack overflow"), coroutine.status(co))
co = coroutine.create(function() local ok, e = pcall(rec) coroutine.yield(ok) return "recovered" end)
print(coroutine.resume(co))
print(coroutine.resume(co))
