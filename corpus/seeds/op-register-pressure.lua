-- seed: expressions that need many live temporaries and nested calls in argument position
local function add(a, b) return a + b end
local function id(...) return ... end
local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
print(((a + b) * (c + d)) - ((e + f) * (g + h)) / ((a * h) + (b * g)))
print(add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h))))
print((a + (b + (c + (d + (e + (f + (g + (h + (a + (b + (c + (d)))))))))))))
print(a .. (b .. (c .. (d .. (e .. (f .. (g .. h)))))))
print(({ { { a }, b }, c })[1][1][1], ({ { { a }, b }, c })[2])
print(id(a, id(b, id(c, id(d, id(e, id(f, id(g, h))))))))
print(id(id(a), id(b)), id(id(c, d), id(e, f)), (id(g, h)))
local t = { x = { y = { z = add } } }
print(t.x.y.z(t.x.y.z(1, 2), t.x.y.z(3, t.x.y.z(4, 5))))
print(add(a < b and add(a, b) or add(c, d), not (a < b) and 1 or add(e, f)))
local function sixteen(...) return select("#", ...), (select(16, ...)) end
print(sixteen(a, b, c, d, e, f, g, h, a + a, b + b, c + c, d + d, e + e, f + f, g + g, h + h))
print((a + b) .. "|" .. (c * d) .. "|" .. add(e, f) .. "|" .. #id("xyz") .. "|" .. -g .. "|" .. tostring(not h))
local i, j, k, l, m, n = a + 1, add(b, 1), id(c), id(d, e)
print(i, j, k, l, m, n)
a, b, c, d = add(b, a), add(c, b), add(d, c), add(a, d)
print(a, b, c, d)
pressure = { [add(1, 1)] = { add(2, 2), id(7, 8, 9) }, [id("key")] = id(a + b, c), add(add(1, 2), add(3, 4)) }
print(pressure[1], pressure[2][1], pressure[2][4], pressure.key)
