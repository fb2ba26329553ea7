-- The modulo of constants has the sign of the divisor: "2 2 -2".
local n = -1
print(-1 % 3, n % 3, 1 % -3)
