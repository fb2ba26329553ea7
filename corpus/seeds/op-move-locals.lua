-- seed: MOVE between locals, parallel assignment and swaps through temporaries
local a, b, c = 1, 2, 3
a, b = b, a
print(a, b, c)
a, b, c = c, a, b
print(a, b, c)
local d = a
local e, f = d, b
d, e = e, d
print(d, e, f)

local function rotate(x, y, z)
  return z, x, y
end
a, b, c = rotate(a, b, c)
print(a, b, c)
a, b, c = rotate(rotate(a, b, c))
print(a, b, c)

local x, y, z = rotate("p", "q")
print(x, y, z)
do
  local copy = x
  x = y
  y = copy
end
print(x, y, z)
swapped = { first = a, second = b, third = c, names = { x, y, z } }
last = z
