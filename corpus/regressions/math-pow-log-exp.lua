-- story: powers, roots and logarithms at their edges
local function s(x) return x ~= x and "nan" or tostring(x) end
print(s(2 ^ 10), s(2 ^ -1), s(0 ^ 0), s(0 ^ -1), s((-8) ^ (1 / 3)), s((-2) ^ 3), s((-2) ^ -2), s((1 / 0) ^ 0), s(1 ^ (1 / 0)), s(2 ^ 1024), s(2 ^ -1075))
print(s(math.pow(2, 0.5)), s(math.sqrt(-1)), s(math.log(0)), s(math.log(-1)), s(math.log10(1000)), s(math.exp(0)), s(math.exp(1)), s(math.exp(710)), s(math.exp(-750)), s(math.log(math.exp(2))))
print(s(math.asin(2)), s(math.acos(1)), s(math.atan2(0, -1)), s(math.atan2(-0, -1)), s(math.atan2(0, 0)), s(math.sin(0)), s(math.cos(0)), s(math.tan(0)), s(math.deg(math.pi)), s(math.rad(180)))
print(s(math.sinh(0)), s(math.cosh(0)), s(math.tanh(1 / 0)), math.mod == math.fmod, math.huge, math.pi)
