-- story: missing values are nil, extra ones are evaluated and dropped
local function f(...) io.write("f ") return ... end
local a, b, c = f(1, 2), f(3, 4)
print(a, b, c)
a, b = 1, 2, f("extra")
print(a, b)
a, b, c = (f(1, 2, 3))
print(a, b, c)
a, b, c = f()
print(a, b, c)
local d, e = f(), f()
print(d, e)
a, b, c = 0, f(1)
print(a, b, c)
