-- story: with the same target twice the leftmost value wins because stores run from right to left
local t = setmetatable({}, { __newindex = function(t, k, v) io.write(tostring(k), "=", tostring(v), " ") rawset(t, k, v) end })
t.a, t.b, t.c = 1, 2, 3
t[1], t[2], t[3] = "x", "y", "z"
print()
local a
a, a, a = 1, 2, 3
print(a)
g, g = "first", "second"
print(g)
local u = {}
u.k, u.k = 1, 2
print(u.k)
