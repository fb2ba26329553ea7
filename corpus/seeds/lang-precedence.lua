-- seed: operator precedence and associativity, checked against explicit parentheses
print(2 + 3 * 4, (2 + 3) * 4, 2 * 3 + 4)
print(2 ^ 3 ^ 2, (2 ^ 3) ^ 2, -2 ^ 2, (-2) ^ 2, 2 ^ -1)
print(10 - 3 - 2, 10 - (3 - 2), 100 / 10 / 2, 100 / (10 / 2))
print(7 % 4 * 2, 7 % (4 * 2), 2 * 7 % 4, -7 % 4, -(7 % 4))
print(1 .. 2 .. 3, "a" .. 1 + 2 .. "b", 2 * 3 .. 4)
print(1 + 2 < 4, "a" .. "b" == "ab", 1 < 2 == true, not 1 == 2, not (1 == 2))
print(1 == 1 and 2 or 3, nil or false and true, (nil or true) and 5)
print(not nil and 1, not (nil and 1), not false == true)
print(#"abc" + 1, #"abc" .. "d", -#"abc", - - -1, not not nil)
print(2 ^ 2 * 3, 2 * 3 ^ 2, -3 ^ 2 * 2, 2 ^ #"ab")
print(1 or error("x"), false and error("y"), nil == false)
print(5 > 3 and 3 > 1, 5 > 3 == true, "10" + 1 .. "0")
print(1 + 1 == 2 and "yes" or "no", 8 / 2 ^ 2, 8 % 3 ^ 2)
local a, b, c = 3, nil, false
print(a or b and c, (a or b) and c, a and b or c, b or c or a, b == c, b and c == nil)
print(a == 3 and not b and not c, a ~= 3 or b ~= nil, not a == b)
print(a .. a == "33", a * a .. "", a + a .. a - a)
local t = { f = function() return 2 end, n = 3 }
print(-t.n ^ t.f(), 2 ^ t.n ^ t.f(), #t + t.n * t.f(), not t.x == true)
print(1 < 2 and "a" .. "b" < "b" or 0)
prec = { pow = 2 ^ 3 ^ 2, neg = -2 ^ 2, mix = 1 + 2 * 3 - 4 / 2 }
