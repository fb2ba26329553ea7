-- seed: ADD SUB MUL DIV MOD POW with register-register, register-constant, constant-register and foldable pairs
local a, b = 7, 3
print(a + b, a + 2, 2 + a, 2 + 3)
print(a - b, a - 2, 2 - a, 2 - 3)
print(a * b, a * 2, 2 * a, 2 * 3)
print(a / b, a / 2, 2 / a, 6 / 3)
print(a % b, a % 2, 2 % a, 7 % 4)
print(a ^ b, a ^ 2, 2 ^ a, 2 ^ 10)
print(-a, -2, - -a, -(-a))
print(1 / 0, -1 / 0, a % (1 / 0), -a % (1 / 0))
print(a % -b, -a % b, -a % -b, 5.5 % 2, -5.5 % 2, 5.5 % -2)
print("10" + 5, "0x10" * 2, 10 .. "1" + 1, " 3 " - 1)
print("4" / "2", "7" % "4", "2" ^ "3", -"5", - "-0x2")
local u = 5
local function up() return u + 1, 1 + u, u * u, u - a, u / 2, u % 2, u ^ 2, -u end
print(up())
gx = 11
print(gx + 1, 1 + gx, gx * gx, gx - a, gx / 4, gx % 4, -gx)
local t = { v = 13, [1] = 17 }
print(t.v + t[1], t.v - t[1], t.v * t[1], t[1] / t.v, t[1] % t.v, -t.v)
a = a + b * 2 - b / 4 ^ 2 % 3
print(a)
a = (a + 1) * (a - 1)
print(a)
values = { sum = a + b, list = { a, b, u, gx } }
