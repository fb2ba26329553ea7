-- story: infinities, NaN of both signs and negative zero
local nan = 0 / 0
print(1 / 0, -1 / 0, 2 ^ 1024, -(2 ^ 1024))
print((tostring(nan):gsub("-", "")), (tostring(-nan):gsub("-", "")))
print(tostring(nan) ~= tostring(-nan))
print(0, -0 == 0, 0 * -1, -1 / (1 / 0), 1 / (0 * -1))
local z = 0
print(-z, 1 / -z, z - 0, -z + 0, tostring(-z))
print(math.huge .. "", string.format("%d", 0 * -1), string.format("%g", 0 * -1))
