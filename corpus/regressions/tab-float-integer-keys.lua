-- story: integer-valued floats and their sums are the same key, neighbours are not
local t = {}
t[1] = "one" t[2 ^ 53] = "big" t[-0] = "zero" t[0.1 + 0.2] = "sum"
print(t[1.0], t[3 / 3], t[10 ^ 0], t["1"], t[2 ^ 53 + 1], t[2 ^ 53 + 2], t[0], t[0 * -1], t[0.3], t[0.1 + 0.2])
t[1e15], t[1e15 + 0.5] = "a", "b"
print(t[1e15], t[1e15 + 0.5], t[1000000000000000])
for i = 0.5, 3.5 do t[i * 2] = i end
print(t[1], t[3], t[5], t[7])
