-- seed: LOADNIL of one register and of ranges, and locals whose nil is implied at function start
local function fresh()
  local a
  local b, c, d
  return a, b, c, d
end
print(fresh())
print(select("#", fresh()))

local function dirty()
  local x, y, z = 1, 2, 3
  do
    local p, q, r
    print(p, q, r)
    p, q, r = x, y, z
    print(p + q + r)
  end
  do
    local p, q, r
    print(p, q, r)
    x = nil
    y, z = nil, nil
    print(x, y, z)
  end
  return x, y, z
end
print(dirty())

local function partial(...)
  local a, b, c = (...)
  local d, e = nil
  return a, b, c, d, e
end
print(partial(7, 8, 9))

for i = 1, 3 do
  local seen
  if i == 2 then seen = "second" end
  print(i, seen)
end
local t = { nil, nil, 3, nil }
print(t[1], t[2], t[3], t[4])
holes = { n = select("#", dirty()), keep = { nil, "kept" } }
