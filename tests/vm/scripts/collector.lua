-- Weak tables, order and errors of finalizers, collections while values are only on the stack.
local function mk(n, f)
  local p = newproxy(true)
  getmetatable(p).__gc = f or function()
    print("gc", n)
  end
  return p
end
do
  local a, b, c = mk"a", mk"b", mk"c"
end
collectgarbage()
collectgarbage()
print"1"
do
  local a = mk("err", function()
    error("in gc")
  end)
end
a = nil
print(pcall(collectgarbage))
print(pcall(collectgarbage))
do
  local x, y, z = mk"x", mk("y", function()
    error("ygc")
  end), mk"z"
end
print(pcall(collectgarbage))
print(pcall(collectgarbage))
print(pcall(collectgarbage))
local saved
do
  local r = newproxy(true)
  getmetatable(r).__gc = function(o)
    saved = o
    print"res"
  end
end
collectgarbage()
print(type(saved))
saved = nil
collectgarbage()
collectgarbage()
print"no second"
local w = setmetatable({}, {__mode = "v"})
w[1] = {}
w[2] = "str"
w[3] = 5
w.x = {}
w.y = function()
end
local keep = {}
w.k = keep
collectgarbage()
print(w[1], w[2], w[3], w.x, w.y, w.k == keep)
local w = setmetatable({}, {__mode = "k"})
w[{}] = 1
w["s"] = {}
w[keep] = 2
w[1] = {}
collectgarbage()
local n = 0
for k, v in pairs(w) do
  n = n + 1
end
print(n, w[keep], type(w.s), type(w[1]))
local w = setmetatable({}, {__mode = "kv"})
w[{}] = 1
w[1] = {}
w["a"] = "b"
w[keep] = {}
w[{}] = keep
collectgarbage()
local n = 0
for k, v in pairs(w) do
  n = n + 1
end
print(n, w.a)
local e = setmetatable({}, {__mode = "k"})
do
  local k = {}
  e[k] = {k}
end
collectgarbage()
print(next(e) ~= nil)
local w = setmetatable({}, {__mode = "v"})
local wk = setmetatable({}, {__mode = "k"})
do
  local p = newproxy(true)
  getmetatable(p).__gc = function(o)
    print("fin", w[1], wk[o])
  end
  w[1] = p
  wk[p] = "key"
end
collectgarbage()
print(w[1], next(wk))
collectgarbage()
print(next(wk))
local co = coroutine.wrap(function()
  do
    local p = mk"co"
  end
  collectgarbage()
  coroutine.yield()
end)
co()
do
  local p = mk("y", function()
    coroutine.yield()
  end)
end
local co = coroutine.create(function()
  collectgarbage()
  return "after"
end)
print(coroutine.resume(co))
do
  local p = newproxy(true)
  local m = getmetatable(p)
  m.__gc = function()
    print"late"
  end
end
collectgarbage()
do
  local p = newproxy(true)
  getmetatable(p).__gc = nil
end
collectgarbage()
print"nogc"
do
  local p = newproxy(true)
  getmetatable(p).__gc = 5
end
print(pcall(collectgarbage))
do
  local t = setmetatable({}, {__gc = function()
    print"table gc?"
  end})
end
collectgarbage()
do
  local p = mk("outer", function()
    print"outer"
    do
      local q = mk"inner"
    end
    collectgarbage()
  end)
end
collectgarbage()
collectgarbage()
print"2"
local m = {}
local w = setmetatable({}, m)
w[1] = {}
m.__mode = "v"
collectgarbage()
print(w[1])
m.__mode = nil
w[1] = {}
collectgarbage()
print(type(w[1]))
print(collectgarbage("count") > 0, type(gcinfo()))
local function f()
  local big = {}
  local p = mk"slot"
  return 1
end
f()
collectgarbage()
print"3"
local t = {}
for i = 1, 3 do
  t[i] = mk("t" .. i)
end
t = nil
collectgarbage()
local a = mk"last1"
local b = mk"last2"
glob = mk"glob"
local t = setmetatable({}, {__index = function(t, k)
  collectgarbage()
  return k
end})
for i = 1, 3 do
  local x = {}
  local y = t[i] .. t[x and i]
  print(y)
end
for i = 1, 20 do
  local s = ("x"):rep(i)
  collectgarbage()
  assert(#s == i)
end
for k, v in pairs(setmetatable({1, 2, 3, a = 1, b = 2}, {})) do
  collectgarbage()
end
local t = {}
for i = 1, 100 do
  t[{}] = i
end
for k in pairs(t) do
  t[k] = nil
  collectgarbage()
end
print(next(t))
string.gsub(("ab"):rep(3), "a", function()
  collectgarbage()
  return {} and "z"
end)
table.sort({5, 3, 1, 4}, function(a, b)
  collectgarbage()
  return a < b
end)
local function deep(n)
  if n == 0 then
    collectgarbage()
    return {}
  end
  local x = {n}
  local r = deep(n - 1)
  assert(x[1] == n)
  return r
end
deep(100)
print(select("#", unpack({1, 2, 3})), pcall(function(...)
  collectgarbage()
  return select("#", ...)
end, {}, {}, "x" .. 1))
local co = coroutine.wrap(function(...)
  local a = {...}
  while true do
    collectgarbage()
    a = {coroutine.yield(a[1])}
  end
end)
for i = 1, 5 do
  print(co({i})[1])
end
