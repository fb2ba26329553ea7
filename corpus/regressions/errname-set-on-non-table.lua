-- story: assigning a field of a non-table names the indexed value
local n, s = 5, "str"
print(pcall(function() n.x = 1 end))
print(pcall(function() s.x = 1 end))
print(pcall(function() glob.x = 1 end))
print(pcall(function() local f = print f.x = 1 end))
print(pcall(function() n[1] = 1 end))
print(pcall(function() s[nil] = 1 end))
print(pcall(function() (true).x = 1 end))
