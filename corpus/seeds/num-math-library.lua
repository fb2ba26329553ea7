-- seed: every function of the math library on plain and edge arguments
local function r(x) return string.format("%.10g", x) end
print(math.abs(-3), math.abs(3.5), math.abs(-0) == 0)
print(math.ceil(1.2), math.ceil(-1.2), math.ceil(5), math.floor(1.8), math.floor(-1.2), math.floor(5))
print(r(math.sin(1)), r(math.cos(1)), r(math.tan(1)), r(math.asin(0.5)), r(math.acos(0.5)), r(math.atan(0.5)))
print(r(math.atan2(1, 2)), r(math.atan2(-1, -2)), r(math.atan2(0, -1)), r(math.atan2(1, 0)))
print(r(math.sinh(1)), r(math.cosh(1)), r(math.tanh(1)))
print(r(math.exp(1)), r(math.log(10)), r(math.log10(1000)), math.exp(0), math.log(1), math.log(0))
print(math.sqrt(2), math.sqrt(9), math.pow(2, 10), math.pow(2, 0.5), math.pow(-2, 3))
print(r(math.pi), r(math.deg(math.pi)), r(math.rad(180)), math.deg(0), r(math.rad(90)))
print(math.max(1, 5, 3), math.max(-1), math.min(4, 2, 8), math.min(7), math.max(1.5, 1.25))
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(5.5, 2), math.mod == math.fmod)
print(math.modf(3.7)) print(math.modf(-3.7)) print(math.modf(5)) print(math.modf(1 / 0))
print(math.frexp(8)) print(math.frexp(0.3)) print(math.frexp(0)) print(math.frexp(-5))
print(math.ldexp(0.5, 4), math.ldexp(1, -2), math.ldexp(3, 0), math.ldexp(1, 2.9))
print(math.huge, -math.huge, math.huge > 1e308)
math.randomseed(42)
local inside, ints = true, true
for _ = 1, 200 do
  local a, b, c = math.random(), math.random(6), math.random(-3, 3)
  inside = inside and a >= 0 and a < 1 and b >= 1 and b <= 6 and c >= -3 and c <= 3
  ints = ints and b == math.floor(b) and c == math.floor(c)
end
print(inside, ints, math.random(1), math.random(5, 5))
print(pcall(math.random, 0)) print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3))
print(pcall(math.sin)) print(pcall(math.max)) print(pcall(math.floor, "x")) print(pcall(math.abs, {}))
mathresults = { pi = r(math.pi), e = r(math.exp(1)), pair = { math.modf(2.5) } }
