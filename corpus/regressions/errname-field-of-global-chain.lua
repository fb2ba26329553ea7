-- story: in a.b.c only the last looked up key is named, and as a field
a = { b = {} }
print(pcall(function() return a.b.c.d end))
print(pcall(function() return a.x.c end))
print(pcall(function() return a.b.c() end))
print(pcall(function() a.b.c.d = 1 end))
a = nil
print(pcall(function() return a.b.c.d end))
