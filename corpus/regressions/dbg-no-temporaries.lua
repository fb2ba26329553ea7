-- story: debug.getlocal and setlocal see named local variables only: nothing of C functions, nothing else in registers
local function show(what)
  for level = 0, 8 do
    if not debug.getinfo(level) then break end
    local out = {}
    for n = -3, 20 do
      local name, value = debug.getlocal(level, n)
      if name then out[#out + 1] = n .. "=" .. name .. "/" .. type(value) end
      if not name then out[#out + 1] = debug.setlocal(level, n, "changed") end
    end
    print(what, level, table.concat(out, " "))
  end
end
local function try(what, f, ...)
  print(what, xpcall(function() local t, u = {}, "u" return (f(t, u)) end, function(m) show(what) return m end))
end
local function shower(what, result) return function() show(what) return result end end
table.sort({ 5, 4, 3, 2, 1 }, function(a, b) if a == 5 then show "sort" end return a < b end)
;("abc"):gsub("(a)(b)", shower "gsub")
;("abc"):gsub("c", setmetatable({}, { __index = shower "gsub_index" }))
table.foreach({ "only" }, shower "foreach")
table.foreachi({ "only" }, shower "foreachi")
load(shower "load", "=name", 1, 2)
local pieces = { "local x = function() ", "return function() ", " " }
load(function() show "pieces" return table.remove(pieces, 1) end)
pcall(shower "pcall", 1, 2)
xpcall(shower "xpcall", print, 3)
coroutine.wrap(shower "wrap")(1, 2)
package.preload.shown = shower "require"
require "shown";
(function() module("m1", shower "module") end)()
local mt = {}
for _, event in ipairs { "index", "newindex", "call", "add", "concat", "lt", "eq", "tostring", "unm" } do mt["__" .. event] = shower(event, "r") end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local all = { a.x, a(1, 2), a + 1, 1 .. a, a < b, a == b, tostring(a), -a }
a.x = { 1, 2, shower "constructor"() }
for k in shower "iterator" do end
try("refused", function(t, u) string.rep(t, u) end)
try("option", function(t, u) collectgarbage(u) end)
try("nothing to call", function(t, u) absent(t, u) return 1, 2, 3 end)
try("arithmetic", function(t, u) local v = t t = t ^ t return v end)
try("error", function(t, u) error(u, 2) end)
try("overflow", function(t, u) local function f(x, ...) return 1 + f(x, 1, 2) end f(t) end)
try("yield", function(t, u) coroutine.yield(t, u) end)
local events = 0
local function work(x) local y = math.max(x, 1, 2) return y .. "" end
debug.sethook(function(event)
  events = events + 1
  if events < 12 then show(event .. events) end
end, "crl")
work(3)
debug.sethook()
local co = coroutine.create(function(x) local y = x coroutine.yield(y, x) local z = nil return z.field end)
for _ = 1, 3 do
  for n = 1, 6 do print(pcall(debug.getlocal, co, 0, n)) print(pcall(debug.setlocal, co, 1, n, 7)) end
  print(coroutine.resume(co, 5))
end
print(pcall(debug.getlocal, 1)) print(pcall(debug.getlocal, 99, 1)) print(pcall(debug.getlocal, 1, {})) print(pcall(debug.getlocal, "1", "2"))
print(pcall(debug.setlocal, 1, 1)) print(pcall(debug.setlocal, 0, "x", 1)) print(pcall(debug.setlocal, co, 1, 1, 1)) print(debug.setlocal(-1, 1, 1))
