-- story: zero, negative, infinite and NaN steps and bounds
local function count(a, b, c) local n = 0 for i = a, b, c do n = n + 1 if n >= 5 then break end end return n end
print(count(1, 3, 0), count(3, 1, 0), count(1, 1, 0), count(3, 1, -1), count(1, 3, -1), count(1, 1, -1), count(1, 10, 4), count(10, 1, -4))
local inf, nan = 1 / 0, 0 / 0
print(count(1, inf, 1), count(1, -inf, -1), count(1, 2, inf), count(2, 1, -inf), count(nan, 1, 1), count(1, nan, 1), count(1, 2, nan), count(inf, inf, 1), count(-inf, 1, 1))
print(count("1", "2", "1"), pcall(count, 1, 2, "x"))
