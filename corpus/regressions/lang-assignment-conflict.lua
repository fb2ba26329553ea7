-- story: a local used as table or key in the same assignment keeps its old value for the targets
local a = { 1 }
local i = 1
local keep = a
i, a[i], a = 2, "x", {}
print(i, keep[1], a[1])
local t, k = {}, "k"
t[k], k, t = "v", "other", nil
print(k, t)
local b = {}
b.x, b = b, { x = "second" }
print(b.x)
local p = { q = {} }
p.q.r, p.q = 1, 2
print(p.q)
