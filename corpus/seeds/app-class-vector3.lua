-- seed: immutable 3d vectors with caching, swizzles through __index functions and strict fields
local V3 = {}
local names = { x = 1, y = 2, z = 3 }
local methods = {}
local function new(x, y, z) return setmetatable({ x, y, z }, V3) end
V3.__index = function(v, k)
  if names[k] then return rawget(v, names[k]) end
  if methods[k] then return methods[k] end
  if type(k) == "string" and k:match("^[xyz]+$") then
    local r = {}
    for c in k:gmatch(".") do r[#r + 1] = rawget(v, names[c]) end
    return #r == 3 and new(unpack(r)) or r
  end
  error("no field " .. tostring(k), 2)
end
V3.__newindex = function(_, k) error("vector is immutable: " .. tostring(k), 2) end
V3.__add = function(a, b) return new(a.x + b.x, a.y + b.y, a.z + b.z) end
V3.__sub = function(a, b) return a + -b end
V3.__unm = function(a) return new(-a.x, -a.y, -a.z) end
V3.__mul = function(a, b)
  if type(a) == "number" then return new(a * b.x, a * b.y, a * b.z) elseif type(b) == "number" then return b * a end
  return a.x * b.x + a.y * b.y + a.z * b.z
end
V3.__pow = function(a, b) return new(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x) end
V3.__div = function(a, k) return a * (1 / k) end
V3.__eq = function(a, b) return a.x == b.x and a.y == b.y and a.z == b.z end
V3.__le = function(a, b) return a * a <= b * b end
V3.__lt = function(a, b) return a * a < b * b end
V3.__tostring = function(a) return ("<%g %g %g>"):format(a.x, a.y, a.z) end
V3.__concat = function(a, b) return tostring(a) .. tostring(b) end
V3.__call = function(a, f) return new(f(a.x), f(a.y), f(a.z)) end
function methods:len() return math.sqrt(self * self) end
function methods:unit() return self / self:len() end
local a, b = new(1, 2, 3), new(4, -5, 6)
print(a + b, a - b, -a, a * b, 2 * a, a * 2, b / 2) print(a ^ b, b ^ a, (a ^ b) * a) print(a == new(1, 2, 3), a ~= b, a < b, a <= b, a >= b)
print(a.zyx, #a.xy, a.xxx, a.xy[2]) print(a .. " and " .. b, a(function(c) return c * c end), b(math.abs))
print(("%.4f"):format(a:len()), ("%.3f"):format(b:unit():len()), new(0, 3, 4):len())
print(pcall(function() a.x = 5 end)) print(pcall(function() return a.w end)) print(pcall(function() return a + 1 end)) print(pcall(function() return a < 1 end))
vectors = { a = a, b = b, cross = a ^ b, list = { a, a } }
