-- story: equal strings built in different ways are the same key and compare equal
local a = ("ab"):rep(2)
local b = "a" .. "b" .. "a" .. "b"
local c = table.concat { "ab", "ab" }
local d = string.char(97, 98, 97, 98)
local e = ("xababx"):sub(2, 5)
local f = ("%s"):format("abab")
local t = { [a] = 1 }
print(a == b, b == c, c == d, d == e, e == f, t[a], t[b], t[c], t[d], t[e], t[f], rawequal(a, f))
local long1, long2 = ("z"):rep(1000), ("z"):rep(999) .. "z"
t[long1] = "long"
print(long1 == long2, t[long2])
