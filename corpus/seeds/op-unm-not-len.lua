-- seed: UNM, NOT and LEN on every operand kind, doubled and mixed with binary operators
local n, s, t, f, z = 5, "hello", { 1, 2, 3 }, false, nil
print(-n, - -n, -(-n), -n ^ 2, (-n) ^ 2, 2 ^ -n)
print(not n, not not n, not s, not t, not f, not z, not not z)
print(#s, #t, #"", #"abc" + 1, -#s, - #t * 2, #s .. #t)
print(not (n == 5), not n == 5, not (n ~= 5))
print(-"2", -"0x10", - - "3", -" 7 ")
print(-0, 0, -n + n)
print(1 / -0, 1 / (0 * -1))
local function f2() return -n, not n, #s end
print(f2())
gs, gn = "global", 9
print(-gn, not gn, #gs, #gs - -gn)
local words = { "one", "three", "eleven", {} }
print(#words[1], #words[2] + #words[3], -#words[3], not #words[4])
print(#(s .. "x") .. "", #s:sub(2), -(#t), not not -n)
print(pcall(function() return -words[1] end))
print(pcall(function() return -words[4] end))
print(pcall(function() return #n end))
print(pcall(function() return #(not t) end))
local flags = {}
for i = -2, 2 do flags[#flags + 1] = not (i < 0) and -i or - -i end
print(unpack(flags))
unary = { neg = -gn, len = #gs, flags = flags, no = not gn }
