-- 0 and -0 are one key: "zero" is to be seen twice, then "both".
local t, z = {}, 0
t[z] = "zero"
local m = -z
print(t[z], t[m])
t[m] = "both"
print(t[z])
