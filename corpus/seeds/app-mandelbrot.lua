-- seed: mandelbrot and newton iterations with complex numbers as tables and as scalar pairs
local C = {}
C.__index = C
local function cx(re, im) return setmetatable({ re = re, im = im or 0 }, C) end
local function lift(x) return type(x) == "number" and cx(x) or x end
C.__add = function(a, b) a, b = lift(a), lift(b) return cx(a.re + b.re, a.im + b.im) end
C.__sub = function(a, b) a, b = lift(a), lift(b) return cx(a.re - b.re, a.im - b.im) end
C.__mul = function(a, b) a, b = lift(a), lift(b) return cx(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) end
C.__div = function(a, b) a, b = lift(a), lift(b) local d = b.re ^ 2 + b.im ^ 2 return cx((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d) end
C.__tostring = function(a) return ("%.4f%+.4fi"):format(a.re, a.im) end
function C:abs2() return self.re ^ 2 + self.im ^ 2 end
local function escape(c, limit)
  local z = cx(0)
  for i = 1, limit do
    z = z * z + c
    if z:abs2() > 4 then return i end
  end
  return limit
end
local function escape2(cr, ci, limit)
  local zr, zi = 0, 0
  for i = 1, limit do
    zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
    if zr * zr + zi * zi > 4 then return i end
  end
  return limit
end
local shades = " .:-=+*#%@"
picture = {}
local same = true
for y = -4, 4 do
  local row = {}
  for x = -20, 8 do
    local n = escape2(x / 10, y / 4, 20)
    if (x + y) % 5 == 0 then same = same and n == escape(cx(x / 10, y / 4), 20) end
    local k = math.ceil(n / 2)
    row[#row + 1] = shades:sub(k, k)
  end
  picture[#picture + 1] = table.concat(row)
  print(picture[#picture])
end
print(same)
local function newton(z, steps) for _ = 1, steps do z = z - (z * z * z - 1) / (3 * (z * z)) end return z end
print(tostring(newton(cx(1, 1), 20)), tostring(newton(cx(-1, 1), 20)), tostring(newton(cx(-1, -1), 20)))
print(tostring(cx(1, 2) * cx(3, -1)), tostring(cx(1, 2) / cx(3, -1)), tostring(2 + cx(0, 1)), tostring(cx(0, 1) * cx(0, 1)))
roots = { newton(cx(1, 1), 20), newton(cx(-1, 1), 20) }
