-- seed: coroutines share upvalues and globals, have their own environment by getfenv(0) and stack by debug
shared = 0
local up = 0
local function body(id) for i = 1, 3 do shared = shared + 1 up = up + id coroutine.yield(shared, up) end end
local a, b = coroutine.wrap(body), coroutine.wrap(body)
print(a(1)) print(b(10)) print(a()) print(b())
local co = coroutine.create(function(x)
  local y = x * 2
  coroutine.yield()
  return y
end)
coroutine.resume(co, 21)
print(debug.getlocal(co, 1, 1)) print(debug.getlocal(co, 1, 2))
debug.setlocal(co, 1, 2, "changed")
print(coroutine.resume(co))
local info = coroutine.create(function() coroutine.yield() end)
print(debug.getinfo(info, 0))
coroutine.resume(info)
print(debug.getinfo(info, 0, "S").what, debug.getinfo(info, 1, "l").currentline, debug.getinfo(info, 2))
local env = { coroutine = coroutine }
local e = coroutine.create(function() setfenv(0, env) return getfenv(0) == env, loadstring("x = 5")() end)
print(coroutine.resume(e))
print(env.x, x)
local close = {}
local c2 = coroutine.wrap(function() for i = 1, 3 do local v = i * 10 close[i] = function() v = v + 1 return v end coroutine.yield(v) end end)
c2() c2()
print(close[1](), close[1](), close[2]())
c2()
print(close[1](), close[3](), close[3]())
local results = {}
for i = 1, 50 do results[i] = coroutine.wrap(function(x) local y = coroutine.yield(x + i) return y * i end) end
local sum = 0
for i = 1, 50 do sum = sum + results[i](1) end
for i = 1, 50 do sum = sum + results[i](2) end
print(sum)
coro_state = { sum = sum, x = env.x, up = up }
