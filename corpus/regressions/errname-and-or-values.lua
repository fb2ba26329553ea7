-- story: the value of an and/or expression keeps or loses its name depending on the register it ends in
local t = {}
print(pcall(function() local a = t.x or t.y; return a.z end))
print(pcall(function() return (t.x or t.y).z end))
print(pcall(function() return (t and t.y).z end))
print(pcall(function() local f = t.f or nil; f() end))
print(pcall(function() (t.f or t.g)() end))
