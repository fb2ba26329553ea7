-- seed: run-time error messages that name locals, upvalues, globals, fields, methods and constants
local up, upt = nil, {}
local function try(f, ...) print((select(2, pcall(f, ...)))) end
try(function() local loc; loc.x = 1 end)
try(function() local loc; return loc.x end)
try(function() local loc; loc() end)
try(function() local loc = {}; return loc + 1 end)
try(function() local loc = "x"; return loc + 1 end)
try(function() return up.x end) try(function() up.x = 1 end) try(function() up() end) try(function() return up + 1 end) try(function() return up .. "x" end)
try(function() return glob.x end) try(function() glob.x = 1 end) try(function() glob() end) try(function() return -glob end) try(function() return #glob end)
try(function() return upt.a.b end) try(function() return upt.a.b.c end) try(function() upt.a.b = 1 end) try(function() upt.a() end) try(function() upt.a.b() end)
try(function() return upt:nomethod() end) try(function() return upt.x:m() end) try(function() return ("s"):bad() end) try(function() up:m() end)
try(function() return upt[1][2] end) try(function() return upt["a b"].c end) try(function() local k = "key" return upt[k].z end) try(function() return upt[up].q end)
try(function() return upt.a + 1 end) try(function() return 1 + upt.a end) try(function() return upt.a .. upt.b end) try(function() return upt.a < upt.b end)
try(function() return 1 + nil end) try(function() return {} + 1 end) try(function() return nil .. "x" end) try(function() return -{} end)
try(function() return 1 < "x" end) try(function() return {} < {} end) try(function() return nil <= 1 end) try(function() return true > false end)
try(function() return (nil)() end) try(function() return (1)() end) try(function() return ("x")() end) try(function() return ({}).x.y end)
try(function() local a, b = 1, {} return a .. b end) try(function() local a, b = {}, 1 return a .. b end) try(function(...) return (...)() end, 5)
try(function() for i = 1, 10 do i() end end) try(function() for k, v in pairs { 1 } do v() end end) try(function() for x in up do end end)
try(function() return math.nofunc() end) try(function() return (string.format).x.y end) try(function() return print.x end) try(function() table.insert(up, 1) end)
try(function(p) p.q.r = 1 end, {}) try(function(p) return p() end, true) try(function(p) return p ^ 2 end, {}) try(function(p) return p%2 end, "z")
named = { upt = upt, count = 54 }
