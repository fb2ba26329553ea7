-- Fourteen digits of a number: "1e+14" and "9.007e+14" with its digits are to be seen.
local n = 10 ^ 14
print(n, n - 1, n * 9 + 7199254740)
