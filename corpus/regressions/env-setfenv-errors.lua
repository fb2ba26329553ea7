-- story: setfenv refuses C functions, missing levels and non-tables
print(pcall(setfenv, print, {}))
print(pcall(setfenv, 100, {}))
print(pcall(setfenv, -1, {}))
print(pcall(setfenv, 1, nil))
print(pcall(setfenv, function() end))
print(pcall(setfenv, function() end, 5))
print(pcall(setfenv))
print(pcall(setfenv, "x", {}))
local f = function() end
print(setfenv(f, {}) == f)
