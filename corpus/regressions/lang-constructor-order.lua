-- story: constructor items are evaluated in order, positional values are stored in batches after them
local log = {}
local function e(v) log[#log + 1] = tostring(v) return v end
local t = { e "a", [e "k"] = e "v", e "b", x = e "c", e "d" }
print(table.concat(log, " "), t[1], t[2], t[3], t.k, t.x)
local count = 0
local function n() count = count + 1 return count end
t = { n(), n(), k = n(), n(), [n()] = n(), n() }
print(t[1], t[2], t.k, t[3], t[4], t[5])
t = { (function() return 1, 2, 3 end)(), (function() return 1, 2, 3 end)() }
print(#t)
