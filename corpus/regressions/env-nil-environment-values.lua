-- story: a function whose environment lacks a library fails on the global name
local f = setfenv(function() print("x") end, {})
print(pcall(f))
f = setfenv(function() return tostring(1) .. string.rep("x", 2) end, { tostring = tostring })
print(pcall(f))
f = setfenv(function() return ("still a method"):upper() end, {})
print(pcall(f))
f = setfenv(function() x = 1 return x, y end, {})
print(f(), x)
