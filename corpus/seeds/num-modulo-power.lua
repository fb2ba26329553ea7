-- seed: the modulo and power operators and math.fmod over signs, fractions, zeros and infinities
local vals = { 5, -5, 3, -3, 0.5, -0.5, 5.3, -5.3, 0, 1 / 0, -1 / 0 }
local function s(x) if x ~= x then return "nan" end if x == 0 and 1 / x < 0 then return "-0" end return tostring(x) end
for _, a in ipairs(vals) do
  local row = {}
  for _, b in ipairs { 3, -3, 2.5, 1 / 0, -1 / 0, 0 } do row[#row + 1] = s(a % b) end
  print(s(a), "%", table.concat(row, " "))
end
for _, a in ipairs { 5, -5, 5.3, -0.5 } do
  print(s(a), s(math.fmod(a, 3)), s(math.fmod(a, -3)), s(math.fmod(a, 0.3)), s(math.fmod(a, 1 / 0)))
end
for _, b in ipairs { 2, -2, 0.5, 0, 10, 1 / 0 } do
  print(s(b), s(b ^ 2), s(b ^ 3), s(b ^ 0), s(b ^ -1), s(b ^ 0.5), s((-b) ^ 3))
end
print(s(2 ^ 0.5 * 2 ^ 0.5), s((-8) ^ (1 / 3)), s((-8) ^ 3), s(0 ^ 0), s(1 ^ (1 / 0)))
print(s(2 ^ 1023 * 2), s(-(2 ^ 1023) * 2), s(2 ^ -1074), s(2 ^ -1075))
local ok = true
for a = -20, 20 do for b = -7, 7 do if b ~= 0 then ok = ok and a % b == a - math.floor(a / b) * b end end end
print(ok, 2 ^ 53 % 3, (2 ^ 53 + 2) % 10, 1e308 % 7, -1 % 1e308 == 1e308, 5 % 5, -5 % 5)
powers = {}
for i = -5, 10 do powers[i] = 2 ^ i end
print(powers[-5], powers[0], powers[10], powers[11])
