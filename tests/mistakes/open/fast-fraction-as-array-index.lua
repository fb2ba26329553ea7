-- Keys that are fractions are not indices.
local t = { "one", "two" }
t[1.5] = "one and a half"
print(t[1], t[1.5], t[2], t[2.5])
