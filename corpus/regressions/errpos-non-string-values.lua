-- story: error values that are not strings pass unchanged and get no position; numbers do get one
local t = {}
print(select(2, pcall(error, t)) == t)
print(select(2, pcall(error, print)) == print)
print(pcall(error, nil))
print(pcall(error, true))
print(pcall(error, 12))
print(pcall(function() error(12) end))
print(pcall(function() error(12, 0) end))
print(type(select(2, pcall(function() error(12, 0) end))), type(select(2, pcall(function() error(12) end))))
print(pcall(function() error(false) end))
