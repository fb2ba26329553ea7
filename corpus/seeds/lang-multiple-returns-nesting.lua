-- seed: multiple results truncated, extended and forwarded in every syntactic position
local function m(...) return ... end
local function n(k) local t = {} for i = 1, k do t[i] = i end return unpack(t) end
local function c(...) return select("#", ...) end
print(c(n(0)), c(n(1)), c(n(3)), c((n(3))), c(n(3), n(3)), c(n(3), nil), c(m(n(2))))
local a, b, d = n(2)
print(a, b, d)
a, b, d = n(5)
print(a, b, d)
a, b, d = (n(5))
print(a, b, d)
a, b, d = 0, n(5)
print(a, b, d)
local t = { n(3), n(3), (n(3)) }
print(#t, t[1], t[2], t[3])
t = { n(3), k = n(3), n(2) }
print(#t, t[3], t.k)
print(n(3) + n(2), n(3) .. n(3), -n(2), not n(1), n(1) == n(2), n(3) and n(2), n(0) or n(2))
if n(0) then print "t" else print "f" end
while n(0) do end
repeat local z = n(1) until n(1)
for i = n(3), (n(2)) + 3 do io.write(i, " ") end
for i = 1, n(2) do io.write(i, " ") end
for i = n(1), 5, 1 + n(2) do io.write(i, " ") end
print()
for k, v in m(next, { "x" }, nil) do print(k, v) end
print(t[n(2)], ({ n(3) })[n(3)], #{ n(4) }, (m("s", "t")):upper(), m("s"):upper())
local function tail(...) return m(...) end
local function mid(...) return m(...), "end" end
local function paren(...) return (m(...)) end
print(tail(1, 2, 3)) print(mid(1, 2, 3)) print(paren(1, 2, 3)) print((tail(1, 2)))
t[n(1)], t[n(2)] = n(2)
print(t[1], t[2])
print(pcall(m, n(3))) print(select(2, pcall(m, n(3)))) print(c(pcall(m)), c(pcall(error)))
print(string.format("%d %d %d", n(3)), math.max(n(5)), ("x"):rep(n(2)), table.concat({ n(5) }, "", n(2), 4))
m(n(2)) n(1)
nested = { n(3), { n(2) }, last = n(1) }
