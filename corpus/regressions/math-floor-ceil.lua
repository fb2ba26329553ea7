-- story: floor and ceil of negatives, halves, large values and infinities
for _, v in ipairs { 0.5, -0.5, 1.5, -1.5, 2, -2, 1e15 + 0.5, 2 ^ 53, 1e300, -1e300 } do io.write(math.floor(v), "/", math.ceil(v), " ") end
print()
print(math.floor(1 / 0), math.ceil(-1 / 0), 1 / math.ceil(-0.5), 1 / math.floor(0.5), math.floor("2.7"), math.ceil("0x10"))
print(math.abs(-5), math.abs(5.5), math.abs(-1 / 0), 1 / math.abs(0 * -1), math.sqrt(0), math.sqrt(2), pcall(math.floor, nil))
