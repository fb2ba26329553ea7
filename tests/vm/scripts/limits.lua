-- Overflow of the stack and of C calls, and errors in message handlers; all goes on afterwards.
local d = 0
local function f()
  d = d + 1
  f()
end
print(pcall(f))
print(d)
d = 0
local function g()
  d = d + 1
  return 1 + g()
end
print(pcall(g))
print(d)
d = 0
local function h(...)
  d = d + 1
  return 1 + h(...)
end
print(pcall(h, 1, 2, 3))
print(d)
d = 0
local function p()
  d = d + 1
  return pcall(p)
end
print(p())
print(d)
d = 0
local function p2()
  d = d + 1
  local a, b = pcall(p2)
  return a, b
end
print(p2())
print(d)
local mt = {}
mt.__index = function(t, k)
  d = d + 1
  return t[k]
end
local t = setmetatable({}, mt)
d = 0
print(pcall(function()
  return t.x
end))
print(d)
mt.__add = function(a, b)
  d = d + 1
  return a + b
end
d = 0
print(pcall(function()
  return t + 1
end))
print(d)
mt.__lt = function(a, b)
  d = d + 1
  return a < b
end
d = 0
print(pcall(function()
  return t < t
end))
print(d)
mt.__concat = function(a, b)
  d = d + 1
  return a .. b
end
d = 0
print(pcall(function()
  return t .. "x"
end))
print(d)
mt.__call = function(self, ...)
  d = d + 1
  return self(...)
end
d = 0
mt.__newindex = function(t, k, v)
  d = d + 1
  t[k] = v
end
d = 0
print(pcall(function()
  t.x = 1
end))
print(d)
mt.__tostring = function(t)
  d = d + 1
  return tostring(t)
end
d = 0
print(pcall(tostring, t))
print(d)
mt.__eq = function(a, b)
  d = d + 1
  return a == b
end
local t2 = setmetatable({}, mt)
d = 0
print(pcall(function()
  return t == t2
end))
print(d)
mt.__unm = function(a)
  d = d + 1
  return -a
end
d = 0
print(pcall(function()
  return -t
end))
print(d)
d = 0
local function gs()
  d = d + 1
  return (string.gsub("a", "a", gs))
end
print(pcall(gs))
print(d)
d = 0
local function so()
  d = d + 1
  table.sort({1, 2, 3}, function(a, b)
    so()
    return a < b
  end)
end
print(pcall(so))
print(d)
d = 0
local function co()
  d = d + 1
  local c = coroutine.create(co)
  return coroutine.resume(c)
end
print(co())
print(d)
d = 0
local function cw()
  d = d + 1
  return coroutine.wrap(cw)()
end
print(pcall(cw))
print(d)
d = 0
print(xpcall(f, function(m)
  d = d + 1
  return "H:" .. tostring(m)
end))
local function hh(m)
  d = d + 1
  return hh(m) + 1
end
d = 0
print(xpcall(f, hh))
d = 0
print(xpcall(f, function(m)
  d = d + 1
  error("again")
end))
d = 0
print(xpcall(error, function(m)
  d = d + 1
  error("again")
end))
print(d)
print(xpcall(error, function(m)
  return xpcall(error, function(x)
    return "in"
  end, 1)
end))
print(xpcall(error, nil))
print(xpcall(nil, print))
print(xpcall(nil, function(...)
  print(...)
  return 7
end))
for i = 1, 3 do
  d = 0
  print(select("#", pcall(f)))
end
local s = 0
local function deep(n)
  if n == 0 then
    return 0
  end
  return 1 + deep(n - 1)
end
print(deep(15000))
print(pcall(deep, 16000))
print(pcall(deep, 30000))
print(deep(15000))
local co = coroutine.wrap(function()
  print(pcall(f))
  return deep(1000)
end)
print(co())
print(pcall(string.rep))
print(pcall(coroutine.wrap(function()
  error("x")
end)))
local c = coroutine.create(function()
  f()
end)
print(coroutine.resume(c))
print(coroutine.status(c))
