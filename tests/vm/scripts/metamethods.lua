-- Metamethods of all events, with Lua and library functions as handlers.
local log = {}
local function L(n)
  return function(...)
    local a = {...}
    for i = 1, select("#", ...) do
      a[i] = type(a[i]) == "table" and (a[i].name or "T") or tostring(a[i])
    end
    print(n, unpack(a))
    return n
  end
end
local mt = {}
for _, e in ipairs{"add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "len", "eq", "lt", "le", "call", "index", "newindex"} do
  mt["__" .. e] = L(e)
end
local function new(n)
  local t = setmetatable({}, nil)
  rawset(t, "name", n)
  return setmetatable(t, mt)
end
local a, b = new"a", new"b"
print(a + 1, 1 + a, a + b, "x" + a, a + "x")
print(pcall(function()
  return a - nil
end))
print(a * 2, 2 / a, a % 3, a ^ 4, -a)
print(a .. "x", "x" .. a, 1 .. a, a .. b, "p" .. "q" .. a .. "r" .. "s")
print(pcall(function()
  return a .. nil
end))
print(#a)
print(a == b, a == a, a ~= b)
print(a < b, a <= b, a > b, a >= b, not (a < b), not (a <= b))
print(pcall(function()
  return a < 1
end))
print(pcall(function()
  return 1 <= a
end))
print(pcall(function()
  return "x" < a
end))
print(a(1, 2, 3))
print(a.foo, a[1])
a.zz = 1
a[2] = 3
print(pcall(function()
  return a.x.y.z
end))
local N = newproxy(true)
local m = getmetatable(N)
m.__len = function()
  return 42
end
m.__index = function(_, k)
  return k .. "!"
end
m.__add = function(a, b)
  return "np"
end
m.__concat = function(a, b)
  return type(a) .. type(b)
end
m.__eq = function()
  return 1
end
m.__lt = function()
  return nil
end
m.__call = function(...)
  return select("#", ...)
end
print(#N, N.x, N + 1, 1 + N, N .. "a", "a" .. N, N(1, 2))
local M = newproxy(N)
print(N == M, N < M, N > M, N <= M, N ~= M)
local n1 = setmetatable({}, {__index = rawget, __newindex = rawset, __call = select, __add = math.max, __concat = rawequal, __eq = rawequal, __lt = rawequal, __le = rawequal, __unm = type})
n1.x = 5
print(n1.x, n1.y)
print(pcall(n1, 1))
print(pcall(function()
  return n1("#", 1)
end))
print(pcall(function()
  return n1 + 1
end))
print(n1 .. "x")
print(n1 == setmetatable({}, getmetatable(n1)), n1 < n1, n1 <= n1, -n1)
print(pcall(function()
  return n1 < setmetatable({}, getmetatable(n1))
end))
local base = {v = "base"}
local c1 = setmetatable({}, {__index = base})
local c2 = setmetatable({}, {__index = c1})
print(c2.v, c2.w)
local s = setmetatable({}, {__index = "str"})
print(s.len == string.len, pcall(function()
  return s.xx.y
end))
local l1, l2 = setmetatable({}, {}), setmetatable({}, {})
getmetatable(l1).__index = l2
getmetatable(l2).__index = l1
print(pcall(function()
  return l1.x
end))
getmetatable(l1).__newindex = l2
getmetatable(l2).__newindex = l1
print(pcall(function()
  l1.x = 1
end))
print(pcall(function()
  local t = setmetatable({}, {__index = 5})
  return t.x
end))
print(pcall(function()
  local t = setmetatable({}, {__newindex = 5})
  t.x = 1
end))
print(pcall(function()
  local t = setmetatable({}, {__newindex = "s"})
  t.x = 1
end))
local lt = {}
lt.__lt = function(a, b)
  print("lt", a.n, b.n)
  return a.n < b.n
end
local x, y = setmetatable({n = 1}, lt), setmetatable({n = 2}, lt)
print(x <= y, y <= x, x >= y, not (x <= y), x < y, x > y)
if x <= y then
  print"yes"
end
if not (x <= y) then
  print"no"
end
while y <= x do
  print"never"
end
local p, q = setmetatable({}, {__eq = function()
  return true
end}), setmetatable({}, {__eq = function()
  return true
end})
print(p == q)
print(pcall(function()
  return p < q
end))
local cm = {__concat = function(a, b)
  return (type(a) == "table" and "T" or a) .. (type(b) == "table" and "T" or b)
end}
local C = setmetatable({}, cm)
print("a" .. C, C .. "b", "a" .. C .. "b", "a" .. "b" .. C .. "c" .. "d", C .. C, C .. C .. C, 1 .. C .. 2)
print(pcall(function()
  return "a" .. {} .. "b"
end))
print(pcall(function()
  local z
  return "a" .. z .. "b"
end))
print(pcall(function()
  return "a" .. "b" .. C .. nil
end))
print(pcall(function()
  return nil .. C
end))
local cy = setmetatable({}, {__concat = function(a, b)
  return coroutine.yield("y")
end})
print(coroutine.resume(coroutine.create(function()
  return "a" .. cy .. "b"
end)))
for _, op in ipairs{"+", "-", "*", "/", "%", "^"} do
  local f = loadstring("local a,b=... return a" .. op .. "b")
  print(op, pcall(f, 1, nil))
  print(pcall(f, nil, 1))
  print(pcall(f, "a", 1))
  print(pcall(f, 1, "a"))
  print(pcall(f, {}, 1))
  print(pcall(f, "10", "0x10"))
end
print(pcall(function()
  return -{}
end))
print(pcall(function()
  return #nil
end))
print(pcall(function()
  return #5
end))
print(pcall(function()
  return -"x"
end))
print(-"2", #"abc")
print(pcall(function()
  return {} < {}
end))
print(pcall(function()
  return {} < 1
end))
print(pcall(function()
  return 1 < "1"
end))
print(pcall(function()
  return nil < nil
end))
print(pcall(function()
  return true <= false
end))
print(pcall(function()
  return print < print
end))
print("a" < "b", "a" < "A", "a" <= "a", "Z" < "a", "a\000b" < "a\000c", "a" < "a\000")
print(getmetatable("x").__index == string)
print(("x"):rep(3))
print(pcall(function()
  return ("x").y.z
end))
print(pcall(function()
  return ("x"):nope()
end))
print(pcall(function()
  local s = "x"
  s.y = 1
end))
debug.setmetatable(1, {__index = function(n, k)
  return n .. k
end, __call = function(n, ...)
  return n, ...
end, __len = function()
  return "L"
end})
print((5).x, (5)(6), #5)
debug.setmetatable(1, nil)
debug.setmetatable(nil, {__index = function()
  return "N"
end})
local nn
print(nn.x.len, nn[1])
debug.setmetatable(nil, nil)
debug.setmetatable(print, {__index = {name = "fn"}, __add = function()
  return "F"
end})
print(print.name, print + 1)
debug.setmetatable(print, nil)
local tt = setmetatable({}, {__tostring = function()
  return "TS"
end, __metatable = "locked"})
print(tostring(tt), getmetatable(tt), pcall(setmetatable, tt, {}))
local e1 = setmetatable({}, {__mode = "k", __index = function(t, k)
  local v = k * 2
  rawset(t, k, v)
  return v
end})
print(e1[2], rawget(e1, 2), e1[2])
