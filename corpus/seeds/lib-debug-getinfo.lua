-- seed: debug.getinfo fields for Lua functions, C functions, levels, methods and tail calls
local function show(i, ...) local out = {} for _, k in ipairs { ... } do local v = i[k] out[#out + 1] = k .. "=" .. (type(v) == "function" and "fn" or type(v) == "table" and "tbl" or tostring(v)) end print(table.concat(out, " ")) end
local up1, up2 = 1, 2
local function f(a, b, ...)
  local i = debug.getinfo(1)
  show(i, "name", "namewhat", "what", "currentline", "linedefined", "lastlinedefined", "nups")
  return i.func == f, up1, up2
end
print(f())
show(debug.getinfo(f), "what", "name", "namewhat", "currentline", "linedefined", "lastlinedefined", "nups")
show(debug.getinfo(print), "what", "source", "short_src", "currentline", "linedefined", "lastlinedefined", "nups", "name")
show(debug.getinfo(f, "S"), "what", "linedefined", "name", "nups", "func") show(debug.getinfo(f, "u"), "nups", "what") show(debug.getinfo(f, "f"), "func", "nups") show(debug.getinfo(1, "l"), "currentline", "what") show(debug.getinfo(1, "S"), "what", "linedefined", "lastlinedefined")
local lines = {} for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end table.sort(lines) print(table.concat(lines, " ")) print(debug.getinfo(print, "L").activelines)
function global_f() local i = debug.getinfo(1, "n") return i.name, i.namewhat end
local obj = { m = global_f, nested = { f = global_f } }
local loc = global_f
local r1, r2 = global_f() print(r1, r2) r1, r2 = obj.m() print(r1, r2) r1, r2 = obj:m() print(r1, r2) r1, r2 = loc() print(r1, r2) r1, r2 = obj.nested.f() print(r1, r2)
local function viaup() local a, b = loc() return a, b end print((viaup())) print(select(2, viaup()))
print(global_f()) print((function() return global_f() end)()) print(pcall(global_f))
local function tail() return debug.getinfo(2, "nSl") end
local function tailcaller() return tail() end
local i = tailcaller() show(i, "what", "name", "namewhat", "currentline", "short_src")
local function caller() local i = debug.getinfo(2, "l") return i.currentline end
print(caller()) print(
  caller()
)
for _, e in ipairs { { 100 }, { -1 }, { "x" }, { 1, "?" }, { nil }, {} } do local ok, v = pcall(debug.getinfo, unpack(e, 1, 2)) print(ok, type(v) == "table" and v.what or v) end
local chunk = loadstring("\n\nlocal function q()\nend\nreturn debug.getinfo(1), debug.getinfo(q)", "=named")
local a, b = chunk() show(a, "what", "source", "short_src", "currentline", "linedefined") show(b, "what", "source", "short_src", "linedefined", "lastlinedefined")
show(debug.getinfo(loadstring("x=1", "@file.lua"), "S"), "source", "short_src") show(debug.getinfo(loadstring("x=1"), "S"), "source", "short_src") show(debug.getinfo(loadstring("x=1\ny=2"), "S"), "source", "short_src")
info = { lines = lines, name = r1 }
