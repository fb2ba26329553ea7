-- story: in a multiple assignment the failing target is found although its value sits in a temporary
local a, b = {}, nil
print(pcall(function() a.x, b.y = 1, 2 end))
print(a.x)
print(pcall(function() b.y, a.x = 1, 2 end))
print(a.x)
print(pcall(function() a.z, a.w.v = 3, 4 end))
print(a.z)
