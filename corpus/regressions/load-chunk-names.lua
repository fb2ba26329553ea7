-- story: the default chunk names of load and loadstring
local function once(s) local d return function() if not d then d = true return s end end end
print(load(once("x = = 1")))
print(load(once("x = = 1"), "@named.lua"))
print(loadstring("x = = 1"))
print(loadstring("x = = 1", "@named.lua"))
print(loadstring("x = = 1", "=eq"))
print(loadstring("x = = 1", "raw"))
print(pcall(load(once("error('e')"))))
print(debug.getinfo(load(once("return 1")), "S").source)
print(debug.getinfo(loadstring("return 1"), "S").source)
