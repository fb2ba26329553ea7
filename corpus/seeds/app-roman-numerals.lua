-- seed: number formats: roman numerals, spelled numbers, thousands separators, fractions and base conversion
local romans = { { 1000, "M" }, { 900, "CM" }, { 500, "D" }, { 400, "CD" }, { 100, "C" }, { 90, "XC" }, { 50, "L" }, { 40, "XL" }, { 10, "X" }, { 9, "IX" }, { 5, "V" }, { 4, "IV" }, { 1, "I" } }
local function roman(n) local s = "" for _, r in ipairs(romans) do while n >= r[1] do s, n = s .. r[2], n - r[1] end end return s end
local value = { I = 1, V = 5, X = 10, L = 50, C = 100, D = 500, M = 1000 }
local function unroman(s) local t, prev = 0, 0 for c in s:reverse():gmatch(".") do local v = value[c] t = v < prev and t - v or t + v prev = math.max(prev, v) end return t end
for _, n in ipairs { 1, 4, 9, 14, 40, 90, 400, 1954, 1999, 2024, 3999 } do io.write(n, "=", roman(n), "=", unroman(roman(n)), " ") end
print()
local ok = true
for i = 1, 400 do ok = ok and unroman(roman(i)) == i end
print(ok)
local ones = { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" }
local tens = { nil, "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" }
local function spell(n)
  if n == 0 then return "zero" elseif n < 0 then return "minus " .. spell(-n) end
  local parts = {}
  for _, u in ipairs { { 1e9, "billion" }, { 1e6, "million" }, { 1e3, "thousand" }, { 100, "hundred" } } do
    if n >= u[1] then parts[#parts + 1] = spell(math.floor(n / u[1])) .. " " .. u[2] n = n % u[1] end
  end
  if n >= 20 then parts[#parts + 1] = tens[math.floor(n / 10)] .. (n % 10 > 0 and "-" .. ones[n % 10] or "") elseif n > 0 then parts[#parts + 1] = ones[n] end
  return table.concat(parts, " ")
end
for _, n in ipairs { 0, 7, 13, 20, 42, 100, 999, 1000, 12345, -5, 1000000, 2147483647 } do print(n, spell(n)) end
local function commas(n) local s, k = ("%.0f"):format(n), nil repeat s, k = s:gsub("^(-?%d+)(%d%d%d)", "%1,%2") until k == 0 return s end
print(commas(1), commas(1234), commas(-1234567), commas(1e15), commas(999), commas(100000))
local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end
local function frac(x) local best, bd = 0, 1 for d = 1, 50 do local n = math.floor(x * d + 0.5) if math.abs(x - n / d) < math.abs(x - best / bd) - 1e-12 then best, bd = n, d end end local g = gcd(best, bd) return best / g .. "/" .. bd / g end
print(frac(0.5), frac(0.333333), frac(3.14159265), frac(2), frac(0.125), frac(1.618034))
local function mixed(n, units) local out = {} for i = #units, 1, -1 do local u = units[i] out[#out + 1] = math.floor(n / u[1]) .. u[2] n = n % u[1] end return table.concat(out, " ") end
print(mixed(98765, { { 1, "s" }, { 60, "m" }, { 3600, "h" }, { 86400, "d" } }))
numbers = { roman = roman(1987), spelled = spell(1987), commas = commas(1987654) }
