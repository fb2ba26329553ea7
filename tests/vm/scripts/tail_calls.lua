-- Tail calls to every kind of callee, varargs.
local function v(...)
  return select("#", ...), ...
end
local function t1(...)
  return v(...)
end
print(t1())
print(t1(1, nil, 3))
print(t1(nil, nil))
local function t2(...)
  return select(2, ...)
end
print(t2(1, 2, 3))
local callable = setmetatable({}, {__call = function(self, ...)
  return "called", ...
end})
local function t3(...)
  return callable(...)
end
print(t3(1, 2))
print(pcall(t3, 3))
local cc = setmetatable({}, {__call = callable})
local function t4(...)
  return cc(...)
end
print(pcall(t4, 1))
local c3 = setmetatable({}, {__call = print})
local function t5(...)
  return c3(...)
end
print(pcall(t5, 1))
local c4 = setmetatable({}, {__call = function(self, a, b)
  return a, b, self ~= nil
end})
local function t6(a)
  return c4(a)
end
print(t6(9))
local function loop(n, ...)
  if n == 0 then
    return ...
  end
  return loop(n - 1, ...)
end
print(loop(100000, 1, 2, 3))
local function noreturn()
  return
end
local function t7()
  return noreturn()
end
print((t7()))
print(t7())
print(pcall(function()
  return error("tail")
end))
print(pcall(function()
  return (nil)()
end))
print(pcall(function()
  local x
  return x()
end))
print(pcall(function()
  return undefinedg()
end))
print(pcall(function()
  local t = {}
  return t.x.y()
end))
print(pcall(function()
  local t = {}
  return t.x()
end))
print(pcall(function()
  local t = {}
  return t:m()
end))
local function tb()
  return debug.traceback("tb")
end
local function tb2()
  return tb()
end
print(tb2())
print(pcall(tb2))
print((tb2()))
local co = coroutine.wrap(function(...)
  return tb2()
end)
print(co())
local co = coroutine.wrap(function(...)
  return coroutine.yield(...)
end)
print(co(1, 2))
print(co(3, 4))
print(pcall(co))
local co = coroutine.wrap(function(...)
  return pcall(coroutine.yield, ...)
end)
print(pcall(co, 1))
local function up()
  local a = 1
  local function g()
    a = a + 1
    return a
  end
  return g() + g()
end
print(up())
local function up2()
  local a = 1
  local function g()
    a = a + 1
    return a
  end
  return g()
end
print(up2())
local function varg(a, ...)
  local x, y = ...
  return a, x, y, select("#", ...)
end
local function tv(...)
  return varg(...)
end
print(tv())
print(tv(1))
print(tv(1, 2, 3, 4))
local function argt(...)
  return arg
end
print(argt(1, 2))
local function argt2(...)
  return arg.n, arg[1], arg[2]
end
print(argt2(1, nil))
print(argt2())
function argt3(a, ...)
  local t = arg
  return t.n, #t, t[1]
end
print(argt3(1, 2, 3))
print((function(...)
  return ...
end)())
print((function(...)
  return (...)
end)())
print(select("#", (function(...)
  return (...)
end)()))
print((function(a, b, ...)
  local c, d = ...
  return a, b, c, d
end)(1))
local t = {(function(...)
  return ...
end)(1, 2, 3)}
print(#t)
local t = {(function(...)
  return ...
end)(1, 2, 3), 10}
print(#t)
print(pcall(function(...)
  local a = ...
  return a.b.c
end, {}))
print(pcall(select, "#"))
print(select(2))
print(pcall(select, -1))
local function many(n)
  if n == 0 then
    return
  end
  return n, many(n - 1)
end
print(select("#", many(200)))
print(#{many(100)})
print(math.max(many(100)))
print(pcall(function()
  local t = {}
  t[nil] = 1
end))
print(pcall(function()
  local t = {}
  t[0 / 0] = 1
end))
print(pcall(rawset, {}, nil, 1))
print(pcall(next, {}, 1))
print(pcall(next, {}, "x"))
print(pcall(function()
  for k in next, {}, 5 do
  end
end))
