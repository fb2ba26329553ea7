-- seed: arbitrary precision addition, multiplication, comparison and factorials on digit arrays
local Big = {}
Big.__index = Big
local BASE, WIDTH = 1e4, 4
local function new(d) return setmetatable(d, Big) end
local function big(s)
  if getmetatable(s) == Big then return s end
  s = type(s) == "number" and ("%.0f"):format(s) or s
  local d = {}
  for i = #s, 1, -WIDTH do d[#d + 1] = tonumber(s:sub(math.max(1, i - WIDTH + 1), i)) end
  return new(d)
end
Big.__add = function(a, b)
  a, b = big(a), big(b)
  local r, carry = {}, 0
  for i = 1, math.max(#a, #b) do
    local s = (a[i] or 0) + (b[i] or 0) + carry
    r[i] = s % BASE
    carry = math.floor(s / BASE)
  end
  if carry > 0 then r[#r + 1] = carry end
  return new(r)
end
Big.__mul = function(a, b)
  a, b = big(a), big(b)
  local r = {}
  for i = 1, #a + #b do r[i] = 0 end
  for i = 1, #a do
    local carry = 0
    for j = 1, #b do
      local p = r[i + j - 1] + a[i] * b[j] + carry
      r[i + j - 1] = p % BASE
      carry = math.floor(p / BASE)
    end
    r[i + #b] = r[i + #b] + carry
  end
  while #r > 1 and r[#r] == 0 do r[#r] = nil end
  return new(r)
end
Big.__eq = function(a, b) return tostring(a) == tostring(b) end
Big.__lt = function(a, b) if #a ~= #b then return #a < #b end for i = #a, 1, -1 do if a[i] ~= b[i] then return a[i] < b[i] end end return false end
Big.__tostring = function(a) local p = { tostring(a[#a]) } for i = #a - 1, 1, -1 do p[#p + 1] = ("%04d"):format(a[i]) end return table.concat(p) end
Big.__pow = function(a, n) local r = big "1" for _ = 1, n do r = r * a end return r end
print(big "99999999" + 1, big "123456789012345678901234567890" + big "987654321098765432109876543210")
print(big "12345678901234567890" * big "98765432109876543210", 2 * big "5000", big(2) ^ 100)
local f = big "1"
for i = 2, 30 do f = f * i end
print(f, #f, f == big(tostring(f)), f < f + 1, f + 1 <= f, big "10" > big "9")
local a, b = big "0", big "1"
for _ = 1, 150 do a, b = b, a + b end
print(a)
factorial = { digits = f, text = tostring(f), fib = tostring(a) }
