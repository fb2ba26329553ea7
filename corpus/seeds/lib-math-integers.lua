-- seed: floor, ceil, modf, fmod, frexp, ldexp over many values, and rounding helpers built from them
local vals = { 0, 0.5, -0.5, 1.5, -1.5, 2.5, 1e10 + 0.5, -1e10 - 0.5, 2 ^ 52 + 1, 1e-10, -1e-10, 123.456 }
for _, v in ipairs(vals) do
  local i, f = math.modf(v)
  local m, e = math.frexp(v)
  print(v, math.floor(v), math.ceil(v), i, ("%.6g"):format(f), m, e, math.ldexp(m, e) == v)
end
local function round(x, n) local p = 10 ^ (n or 0) return math.floor(x * p + 0.5) / p end
print(round(2.5), round(-2.5), round(3.14159, 2), round(1234.5678, -2), round(0.5), round(-0.4))
local function trunc(x) return x < 0 and math.ceil(x) or math.floor(x) end
print(trunc(2.7), trunc(-2.7), trunc(0.3))
local function sign(x) return x > 0 and 1 or x < 0 and -1 or 0 end
print(sign(5), sign(-0.1), sign(0), sign(-0), sign(1 / 0))
local function isint(x) return math.floor(x) == x and x < 1 / 0 end
print(isint(3), isint(3.5), isint(1e300), isint(1 / 0), isint(-0))
local function isprime(n) if n < 2 then return false end for i = 2, math.sqrt(n) do if n % i == 0 then return false end end return true end
local primes = {}
for i = 1, 50 do if isprime(i) then primes[#primes + 1] = i end end
print(table.concat(primes, " "))
local function digits(n) local s = 0 while n > 0 do s = s + n % 10 n = math.floor(n / 10) end return s end
print(digits(12345), digits(999999999), digits(2 ^ 40))
local function isqrt(n) local x = n while true do local y = math.floor((x + n / x) / 2) if y >= x then return x end x = y end end
print(isqrt(1000000), isqrt(99), isqrt(2 ^ 40), isqrt(1))
local function powmod(b, e, m) local r = 1 while e > 0 do if e % 2 == 1 then r = r * b % m end b = b * b % m e = math.floor(e / 2) end return r end
print(powmod(3, 200, 1000007), powmod(2, 10, 1025), powmod(7, 0, 13))
local hyp = {}
for a = 1, 20 do for b = a, 20 do local c = math.sqrt(a * a + b * b) if c == math.floor(c) then hyp[#hyp + 1] = a .. "-" .. b .. "-" .. c end end end
print(table.concat(hyp, " "))
local function stats(t) local s, q = 0, 0 for _, x in ipairs(t) do s = s + x q = q + x * x end local n = #t return s / n, math.sqrt(q / n - (s / n) ^ 2), math.min(unpack(t)), math.max(unpack(t)) end
print(stats { 2, 4, 4, 4, 5, 5, 7, 9 })
print(math.max(-0, 0), math.min(3, 1 / 0), math.max(0 / 0, 1) ~= nil, math.abs(-2 ^ 63), math.ceil(-0.5) == 0)
integers = { primes = primes, triples = hyp }
