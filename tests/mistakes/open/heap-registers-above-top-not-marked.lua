-- Locals above the last call's registers live through a collection that a constructor sets off.
local list = {}
print("begin")
local a, b, c, d = {}, "b" .. #list, "c" .. #list, { "d" }
local e, f, g, h, i, j = { "e" }, { "f" }, { "g" }, { "h" }, { "i" }, { "j" }
for n = 1, 20000 do
  list[n % 10 + 1] = { n }
end
print(b, c, d and d[1], e and e[1], f and f[1], g and g[1], h and h[1], i and i[1], j and j[1])
