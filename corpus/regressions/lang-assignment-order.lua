-- story: right sides are evaluated before any assignment, targets' tables and keys before too
local log = {}
local function e(name, v) log[#log + 1] = name return v end
local t = {}
t[e("k1", 1)], t[e("k2", 2)] = e("v1", "a"), e("v2", "b")
print(table.concat(log, " "), t[1], t[2])
local i, a = 1, { 10, 20, 30 }
i, a[i] = i + 1, 99
print(i, a[1], a[2])
local x, y = 1, 2
x, y = y, x
print(x, y)
a, a[1] = { "new" }, "old table gets this"
print(a[1])
