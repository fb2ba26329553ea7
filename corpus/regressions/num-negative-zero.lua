-- story: negative zero prints as -0 when computed, as 0 from a literal, and compares equal
local z = 0
local m = -z
print(m, m == z, 1 / m, 1 / z, -m, m + 0, m - 0, 0 - z, m * 1, m * -1)
print(-0, 1 / -0, 0 * -1, math.abs(m), math.floor(m), math.max(m, z), string.format("%d %g %.1f", m, m, m))
print(math.ceil(-0.5), math.floor(-0.5), -0.5 % 0.5, math.fmod(-1, 1), tonumber("-0"), "-0" + 0, "0" * -1)
local t = { [m] = "key" }
print(t[0], t[-0], next(t), #t)
