-- story: a yield unwinds through any number of Lua calls and comes back to the innermost
local function level(n) if n == 0 then return coroutine.yield("bottom") end local r = level(n - 1) return r + 1 end
local co = coroutine.create(level)
print(coroutine.resume(co, 150))
print(coroutine.resume(co, 0))
local function tail(n) if n == 0 then return coroutine.yield("tail bottom") end return tail(n - 1) end
co = coroutine.create(tail)
print(coroutine.resume(co, 1000))
print(coroutine.resume(co, "value"))
