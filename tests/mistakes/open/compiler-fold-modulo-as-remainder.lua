-- The result of a modulo has the sign of the divisor.
print(-5 % 3, 5 % -3, 5 % 3)
local hours = -1 % 24
print(hours)
