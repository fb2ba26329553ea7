-- story: a generated program asked getinfo for a negative level, where it does not check its options
print(type(debug.getinfo(-2147483648, "a")))
local info = debug.getinfo(-5, "aS")
print(info.what, info.short_src, info.linedefined)
print(pcall(debug.getinfo, 1, "aS"))
