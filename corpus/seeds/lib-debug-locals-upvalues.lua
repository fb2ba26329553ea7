-- seed: debug.getlocal, setlocal, getupvalue, setupvalue on Lua and C functions, temporaries and levels
local function locals(level) local out, i = {}, 1 while true do local n, v = debug.getlocal(level + 1, i) if not n then break end out[#out + 1] = n .. "=" .. (type(v) == "table" and "tbl" or type(v) == "function" and "fn" or tostring(v)) i = i + 1 end return table.concat(out, " ") end
local function f(a, b, ...)
  local c = a + b
  do local inner = "in" print(locals(1)) end
  for i = 1, 1 do local d = i print(locals(1)) end
  for k, v in pairs { "x" } do print(locals(1)) end
  local e = { locals(1) }
  print(e[1])
  print(locals(1))
end
f(1, 2, "va1", "va2")
local function setter() local x, y = 1, 2 print(debug.setlocal(1, 1, "new x"), debug.setlocal(1, 2, nil), debug.setlocal(1, 50, 1)) return x, y end
print(setter())
local function outer() local target = "before" local function change() return debug.setlocal(2, 1, "after") end local n = change() return target, n end
print(outer())
local u1, u2 = "one", { 2 }
local function g() return u1, u2, print end
print(debug.getupvalue(g, 1)) print((debug.getupvalue(g, 2))) print(debug.getupvalue(g, 3)) print(debug.getupvalue(g, 0)) print(debug.getupvalue(print, 1))
print(debug.setupvalue(g, 1, "changed"), debug.setupvalue(g, 3, 1), u1, (g()))
local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end
local inc, get = counter()
inc() debug.setupvalue(inc, 1, 100) print(get(), inc(), get())
local gm = ("abc"):gmatch(".") gm() print(debug.getupvalue(gm, 1)) print(debug.getupvalue(gm, 2)) print(debug.getupvalue(gm, 4))
print(pcall(debug.getlocal, 100, 1)) print(pcall(debug.getlocal, "x", 1)) print(pcall(debug.setlocal, 100, 1, 1)) print(pcall(debug.getupvalue, 1, 1)) print(pcall(debug.setupvalue, g, 1)) print(pcall(debug.getlocal, 1))
local t, mt = {}, { __index = { v = "via debug" } }
print(debug.setmetatable(t, mt) == t, debug.getmetatable(t) == mt, t.v, debug.getmetatable(1), type(debug.getmetatable("")))
print(debug.getfenv(g) == _G, debug.setfenv(g, { tag = 1 }) == g, debug.getfenv(g).tag, pcall(debug.setfenv, 5, {})) print(type(debug.getregistry()), debug.getfenv(newproxy()) ~= nil)
local u = newproxy() print(debug.setfenv(u, { e = "u env" }) == u, debug.getfenv(u).e, debug.getfenv(5))
print(loadstring("local a, b = 1 local function f() return a end return debug.getupvalue(f, 1)")())
inspected = { u1 = u1, n = get(), t = t }
