-- story: the same variable is a local in its own function and an upvalue in the inner one
local v
print(pcall(function() return v.x end))
print(pcall(function() local v = v return v.x end))
local function outer() local w; w() end
local function outer2() local w; return (function() w() end)() end
print(pcall(outer))
print(pcall(outer2))
