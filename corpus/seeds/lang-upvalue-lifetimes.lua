-- seed: upvalues that outlive calls, coroutines, errors and loops; sharing before and after closing
local function make()
  local v = 0
  local function get() return v end
  local function set(x) v = x end
  v = 1
  return get, set
end
local g1, s1 = make()
local g2, s2 = make()
s1(10) s2(20)
print(g1(), g2())
local captured
local ok = pcall(function()
  local x = "before error"
  captured = function(n) if n then x = n end return x end
  x = "changed"
  error("stop", 0)
end)
print(ok, captured(), captured("after"), captured())
local co = coroutine.wrap(function()
  local y = 1
  local function bump() y = y + 1 return y end
  while true do
    coroutine.yield(bump, y)
    y = y * 10
  end
end)
local b1, v1 = co()
print(v1, b1(), b1())
local b2, v2 = co()
print(v2, b1 == b2, b2(), b1())
local list = {}
for i = 1, 3 do
  local shared = i * 100
  list[i] = { inc = function() shared = shared + i return shared end, peek = function() return shared, i end }
  i = i + 50
end
list[2].inc() list[2].inc()
print(list[1].peek()) print(list[2].peek()) print(list[3].inc(), list[3].peek())
local function deep(n) local k = n if n == 0 then return function() return k end end local inner = deep(n - 1) return function() k = k + 1 return k + inner() end end
local d = deep(5)
print(d(), d())
local a = 1
local f = function() return a end
a = 2
local a = 3
print(f(), a)
do local a = a + 1 f = function() a = a + 1 return a end end
print(f(), f(), a)
local self_ref
self_ref = function(n) if n == 0 then return "end" end return self_ref(n - 1) end
local keep = self_ref
self_ref = function() return "swapped" end
print(keep(0), keep(1))
lifetimes = { g1(), g2(), captured(), d() }
