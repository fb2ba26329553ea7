-- seed: multiple assignment: adjustment, evaluation before assignment, nested targets
local a, b, c = 1
print(a, b, c)
a, b, c = 1, 2, 3, print("extra is evaluated")
print(a, b, c)
a, b = b, a
print(a, b)
local t = { 10, 20, 30 }
t[1], t[2], t[3] = t[3], t[1], t[2]
print(t[1], t[2], t[3])
local i = 3
i, t[i] = i - 1, 20
print(i, t[2], t[3])
local p = { next = { next = { v = "end" } } }
p, p.next = p.next, p
print(p.next.next == p, p.v)
local function two() return "r1", "r2" end
a, b, c = two()
print(a, b, c)
a, b, c = two(), "last"
print(a, b, c)
a, b, c = "first", two()
print(a, b, c)
a, b, c = (two())
print(a, b, c)
g1, g2, local_t = 5, { n = 6 }, t
g1, g2.n, g2.m = g2.n, g1, g1 + g2.n
print(g1, g2.n, g2.m)
local function f() a, b = b, a return a end
local r, s = f(), f()
print(r, s, a, b)
local m, n = ...
print(m, n)
t.x, t.y = nil
print(t.x, t.y)
t.a, t["b"], t[5] = 1, 2, 3
print(t.a + t.b + t[5])
