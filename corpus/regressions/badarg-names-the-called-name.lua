-- story: bad argument messages use the name by which the function was called
local rep = string.rep
local t = { field = string.rep }
print(pcall(function() rep() end))
print(pcall(function() t.field() end))
print(pcall(function() string.rep() end))
print(pcall(function() local r = rep; r() end))
print(pcall(rep))
print(pcall(function() return rep() end))
global_rep = rep
print(pcall(function() global_rep() end))
