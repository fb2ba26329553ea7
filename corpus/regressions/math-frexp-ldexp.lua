-- story: frexp and ldexp at zero, one, negatives, tiny and huge values
for _, v in ipairs { 0, 1, -1, 0.5, 3, -10, 2 ^ 100, 2 ^ -1074, 1.7976931348623157e308, 1e-300 } do io.write(v, "=", table.concat({ math.frexp(v) }, ","), "; ") end
print()
print(math.ldexp(1, 10), math.ldexp(0.5, 0), math.ldexp(-3, 2), math.ldexp(1, -1074), math.ldexp(1, -1080), math.ldexp(1, 1024), math.ldexp(0, 5), math.ldexp(1, 2.9), math.ldexp(5, "2"))
print(math.ldexp(math.frexp(123.456)), (math.frexp(1 / 0)), pcall(math.ldexp, 1))
