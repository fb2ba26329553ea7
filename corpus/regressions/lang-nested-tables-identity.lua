-- story: tables compare by identity through copies, keys and returns
local a, b = {}, {}
local t = { a, b, a, [a] = b, [b] = a }
print(t[1] == t[3], t[1] == t[2], t[t[1]] == b, t[t[t[1]]] == a, a == {}, rawequal(a, t[3]))
local function id(x) return x end
print(id(a) == a, (function() return a end)() == a)
local c = a c.x = 1
print(a.x, c == a)
