-- seed: zero signs, infinities, NaN, precision limits, and how they behave in tables and comparisons
local inf, nan = 1 / 0, 0 / 0
print(inf, -inf, inf == inf, inf - inf == inf - inf, inf > 2 ^ 1000, -inf < inf)
print(nan == nan, nan ~= nan, nan < nan, nan <= nan, not (nan > 1), not (nan <= 1))
local zero, mzero = 0, -1 * 0
print(zero == mzero, 1 / zero, 1 / mzero, tostring(mzero), -zero == zero)
local t = {}
t[zero] = "zero"
print(t[mzero], t[0 * -3], t[-0.0])
t[mzero] = "minus zero"
print(t[zero])
t[inf], t[-inf] = "inf", "-inf"
print(t[1 / 0], t[-1 / 0], t[2 ^ 1024], t[nan])
print(pcall(function() t[nan] = 1 end))
print(pcall(rawset, t, nan, 1))
print(2 ^ 53 == 2 ^ 53 + 1, 2 ^ 53 + 2 == 2 ^ 53, 0.1 + 0.2 == 0.3, 1e16 + 1 == 1e16)
print(math.floor(-0.5), math.ceil(-0.5), math.floor(2 ^ 52 + 0.5) == 2 ^ 52, math.floor(inf), math.ceil(-inf))
print(math.max(1, inf), math.min(-inf, 1), math.abs(-inf), math.sqrt(inf), inf * 0 ~= inf * 0)
print(math.huge == inf, -math.huge == -inf, -math.huge + math.huge ~= 0)
edges = { big = 2 ^ 53, tiny = 2 ^ -1074, inf = inf, t = { t[0], t[inf] } }
