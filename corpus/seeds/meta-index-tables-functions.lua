-- seed: __index as table, function and chain; rawget bypasses; missing keys reach the end of the chain
local base = { color = "red", size = 1, nested = { x = 1 } }
local mid = setmetatable({ size = 2 }, { __index = base })
local leaf = setmetatable({}, { __index = mid })
print(leaf.color, leaf.size, leaf.nested.x, leaf.missing)
leaf.size = 3
print(leaf.size, mid.size, base.size, rawget(leaf, "color"))
leaf.nested.x = 99
print(base.nested.x)
local log = {}
local f = setmetatable({ here = 1 }, { __index = function(t, k) log[#log + 1] = tostring(k) if k == "two" then return 2, "dropped" end end })
print(f.here, f.two, f.three, f[1], f[true], f[2.5])
print(table.concat(log, " "))
local function chain(n) if n == 0 then return { last = "end of chain" } end return setmetatable({ ["level" .. n] = n }, { __index = chain(n - 1) }) end
local c = chain(20)
print(c.level20, c.level1, c.last, c.level21)
local auto = setmetatable({}, { __index = function(t, k) local v = { name = k } rawset(t, k, v) return v end })
auto.a.b = 1
auto.a.c = 2
print(auto.a.name, auto.a.b, auto.a.c, rawget(auto, "z"), auto.z.name, rawget(auto, "z") ~= nil)
local fib = setmetatable({ [0] = 0, 1 }, { __index = function(t, n) local v = t[n - 1] + t[n - 2] t[n] = v return v end })
print(fib[50], #fib)
local u = newproxy(true)
getmetatable(u).__index = function(_, k) return "proxy " .. tostring(k) end
print(u.field, u[1], u["x y"])
getmetatable(u).__index = base
print(u.color, u.nothing)
print(pcall(function() local n = 5 return n.x end))
indexing = { base = base, auto = auto, log = log }
