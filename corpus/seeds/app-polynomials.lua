-- seed: polynomial arithmetic, Horner evaluation, derivatives, division and pretty printing
local P = {}
P.__index = P
local function poly(...) local c = { ... } while #c > 0 and c[#c] == 0 do c[#c] = nil end return setmetatable(c, P) end
local function lift(x) return type(x) == "number" and poly(x) or x end
P.__add = function(a, b) a, b = lift(a), lift(b) local r = {} for i = 1, math.max(#a, #b) do r[i] = (a[i] or 0) + (b[i] or 0) end return poly(unpack(r)) end
P.__unm = function(a) local r = {} for i = 1, #a do r[i] = -a[i] end return poly(unpack(r)) end
P.__sub = function(a, b) return lift(a) + -lift(b) end
P.__mul = function(a, b) a, b = lift(a), lift(b) local r = {} for i = 1, #a + #b - 1 do r[i] = 0 end for i = 1, #a do for j = 1, #b do r[i + j - 1] = r[i + j - 1] + a[i] * b[j] end end return poly(unpack(r)) end
P.__pow = function(a, n) local r = poly(1) for _ = 1, n do r = r * a end return r end
P.__call = function(p, x) local r = 0 for i = #p, 1, -1 do r = r * x + p[i] end return r end
P.__eq = function(a, b) if #a ~= #b then return false end for i = 1, #a do if a[i] ~= b[i] then return false end end return true end
local function divmod(a, b)
  if #b == 0 then error("division by zero polynomial", 3) end
  local q, r = poly(), a
  while #r >= #b do
    local t = {}
    for i = 1, #r - #b do t[i] = 0 end
    t[#r - #b + 1] = r[#r] / b[#b]
    t = poly(unpack(t))
    q, r = q + t, r - t * b
  end
  return q, r
end
P.__div = function(a, b) return (divmod(lift(a), lift(b))) end
P.__mod = function(a, b) local _, r = divmod(lift(a), lift(b)) return r end
P.__tostring = function(p)
  local out = {}
  for i = #p, 1, -1 do
    local c, d = p[i], i - 1
    if c ~= 0 then
      local s = (math.abs(c) == 1 and d > 0) and "" or tostring(math.abs(c))
      out[#out + 1] = (c < 0 and "- " or (#out > 0 and "+ " or "")) .. s .. (d > 0 and "x" or "") .. (d > 1 and "^" .. d or "")
    end
  end
  return #out > 0 and table.concat(out, " ") or "0"
end
function P:diff() local r = {} for i = 2, #self do r[i - 1] = self[i] * (i - 1) end return poly(unpack(r)) end
function P:roots() local r = {} for x = -10, 10 do if self(x) == 0 then r[#r + 1] = x end end return table.concat(r, " ") end
local x = poly(0, 1)
p, q = (x - 1) * (x + 2) * (x - 3), x ^ 2 - 4
print(p) print(q, -q, p + q, p - p) print(p * q) print(p / q, p % q, (p / q) * q + p % q == p)
print(p(0), p(1), q(5), p:diff(), p:diff():diff():diff():diff(), p:roots(), q:roots())
print((x + 1) ^ 5, ((x + 1) ^ 5)(1), 3 * x + 2, 2 - x, poly(0, 0, 0)) print(pcall(function() return p / poly() end))
