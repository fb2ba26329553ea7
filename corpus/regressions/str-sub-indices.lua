-- story: string.sub with negative, zero, fractional, huge and crossed indices
local s = "abcdef"
local function q(...) io.write("[", s:sub(...), "] ") end
q(1) q(0) q(-1) q(-3, -2) q(2, 4) q(4, 2) q(0, 0) q(1, 0) q(-100, 2) q(3, 100) q(7) q(6) q(-6, -6) q(-7, -6)
q(2 ^ 40) q(-2 ^ 40) q(1, 2 ^ 40) q(1, -2 ^ 40) q(1.9, 2.9) q("2", "3") q(2 ^ 31, 2 ^ 31) q(1, -7)
print()
print(#("a\0b\0c"):sub(2, 4), ("a\0b"):sub(3), ("").sub("", 1, 5) == "")
