-- seed: the # border of arrays with holes, after removals, growth from both ends and constructor sizes
local function b(...) local t = { ... } return #t end
print(#{}, #{ nil }, #{ 1 }, #{ nil, 2 }, #{ 1, nil }, #{ 1, nil, 3 }, #{ nil, nil, 3 }, #{ 1, 2, nil, 4 })
print(b(), b(nil), b(1, nil), b(1, nil, 3), b(nil, nil, nil), b(1, 2, 3, nil, 5, nil))
local t = {}
for i = 1, 20 do t[i] = i end
print(#t) t[20] = nil print(#t) t[10] = nil print(#t) t[19] = nil print(#t)
for i = 18, 11, -1 do t[i] = nil end
print(#t) t[10] = 10 print(#t)
local r = {}
for i = 16, 1, -1 do r[i] = i io.write(#r, " ") end
print()
local h = { [1] = 1, [2] = 2, [3] = 3, [4] = 4 }
print(#h) h[3] = nil print(#h) h[5] = 5 print(#h)
local e = { n = 1, [2] = 2, [4] = 4, [8] = 8 }
print(#e) e[1] = 1 print(#e) e[3] = 3 print(#e)
local g = { 1, 2, 3, nil, 5, nil, nil, 8 }
print(#g) g[9] = 9 print(#g) g[4] = 4 print(#g)
local s = {}
s[1], s[2], s[4], s[8], s[16], s[32] = 1, 1, 1, 1, 1, 1
print(#s) s[3] = 1 print(#s)
local z = { [0] = "zero", "one" }
print(#z) z[-1] = "m" print(#z) z[1] = nil print(#z)
local q = {}
local head, tail = 1, 0
for i = 1, 30 do tail = tail + 1 q[tail] = i if i % 3 == 0 then q[head] = nil head = head + 1 end end
print(head, tail, q[head], q[tail])
print(#table.concat({ "a", "b" }), #"", #"a\0b", #("x"):rep(1000))
borders = { t = t, g = g, z = z, head = head }
