-- Two long strings that differ in one byte.
local a = ("x"):rep(64)
local b = ("x"):rep(62) .. "yx"
print(a == b, #a, #b, b:sub(-3))
