-- story: nested calls and constructors keep their temporaries apart
local function f(a, b, c) return a * 100 + b * 10 + c end
print(f(1, f(0, 0, 2), f(0, 0, 3)), f(f(0, 0, 1), f(0, 0, 2), f(0, 0, 3)))
print(f(1, 2, 3) + f(4, 5, 6) * f(0, 0, 2) - (f(0, 1, 0) + f(0, 0, 5)) / f(0, 0, 5))
local t = { f(0, 0, 1), { f(0, 0, 2), { f(0, 0, 3) } }, f(0, 0, 4), k = { f(0, 0, 5) } }
print(t[1], t[2][1], t[2][2][1], t[3], t.k[1])
print(("%d%d%d"):format(f(0, 0, 1), (f(0, 0, 2)), f(0, 0, 3)), #{ f(1, 1, 1), #{ 1, 2 } } .. "" .. f(0, 0, 7))
