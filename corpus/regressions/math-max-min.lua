-- story: max and min of one, many, strings of digits, infinities and NaN in each position
print(math.max(5), math.min(5), math.max(1, 3, 2), math.min(3, 1, 2), math.max("10", 9), math.min(-1, "-2"))
print(math.max(1, 1 / 0), math.min(1, -1 / 0), math.max(-1 / 0), math.max(1, 1), math.max(0, 0 * -1), math.min(0 * -1, 0))
local nan = 0 / 0
local function s(x) return x ~= x and "nan" or tostring(x) end
print(s(math.max(nan, 1)), s(math.max(1, nan)), s(math.min(nan, 1)), s(math.min(1, nan)), s(math.max(1, nan, 2)))
print(pcall(math.max)) print(pcall(math.max, 1, "x")) print(pcall(math.min, {}))
