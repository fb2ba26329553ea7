-- story: constant expressions that are not folded, share slots or keep the sign of zero
print(1 / 0, -1 / 0, 0 / 0 ~= 0 / 0, 1 % 0 ~= 1 % 0, 2 ^ 1024, -(0))
print(0, -0, 1 / 0, 1 / -0)
print(-0, 0, 1 / -0, 1 / 0)
local z = 0
print(1 / -z, 1 / (0 * -1), 1 / (z * -1), -z == z)
print(1 + 2 * 3 ^ 2, (1 + 2) * 3, 2 ^ 0.5 * 2 ^ 0.5, 7 % 3 - -7 % 3, 1e308 + 1e308)
print("1" + 2, -"3", "2" ^ 2, "0x10" + 0)
