-- Several locals without values, where other values lay before.
local function f(n)
  do local x, y, z = n, n + 1, n + 2 print(x + y + z) end
  local a, b, c
  return a, b, c
end
print(f(1))
