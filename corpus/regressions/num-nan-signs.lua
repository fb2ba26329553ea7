-- story: the invalid operations of the processor give a NaN that prints with a minus sign, its negation without
local zero, inf = 0, 1 / 0
print(zero / zero, 0 / 0, inf - inf, inf * 0, inf / inf)
print(-(zero / zero), -(inf - inf), - -(zero / zero))
local n = zero / zero
print(n + 1, 1 + n, n * 2, n .. "", tostring(n), string.format("%g %f %.3e", n, n, n))
print(tonumber("nan"), -tonumber("nan"), tonumber("-nan"))
print(n == n, n ~= n, n < n, n > n, not (n <= n))
