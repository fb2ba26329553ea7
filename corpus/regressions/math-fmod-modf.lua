-- story: fmod takes the sign of the dividend, % that of the divisor; modf of infinities and negatives
for _, p in ipairs { { 5, 3 }, { -5, 3 }, { 5, -3 }, { -5, -3 }, { 5.5, 2 }, { -5.5, 2 }, { 1, 1 / 0 }, { -1, 1 / 0 } } do io.write(p[1], " ", p[2], " fmod ", math.fmod(p[1], p[2]), " mod ", p[1] % p[2], "; ") end
print()
local function s(x) return x ~= x and "nan" or tostring(x) end
print(s(math.fmod(1, 0)), s(1 % 0), s(math.fmod(1 / 0, 2)), s((1 / 0) % 2), s(5 % -(1 / 0)), s(-5 % (1 / 0)))
print(math.modf(3.75)) print(math.modf(-3.75)) print(math.modf(5)) print(math.modf(-0.5)) print(math.modf(1 / 0)) print(math.modf(-1 / 0)) print(s((math.modf(0 / 0))))
