-- story: getfenv accepts functions and levels; level 0 is the thread's table; C functions have the global one
print(getfenv() == _G, getfenv(1) == _G, getfenv(0) == _G, getfenv(print) == _G)
local env = { getfenv = getfenv }
local f = setfenv(function() return getfenv(1), getfenv(2), getfenv() end, env)
local a, b, c = f()
print(a == env, b == _G, c == env)
print(pcall(getfenv, 100))
print(pcall(getfenv, -1))
print(pcall(getfenv, "x"))
print(pcall(getfenv, {}))
print(getfenv(nil) == _G, getfenv("1") ~= nil)
