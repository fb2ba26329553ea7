-- story: an __index that is a string, number or boolean is indexed in turn
print(setmetatable({}, { __index = "str" }).len == string.len)
print(pcall(function() return setmetatable({}, { __index = 5 }).x end))
print(pcall(function() return setmetatable({}, { __index = true }).x end))
print(pcall(function() setmetatable({}, { __newindex = 5 }).x = 1 end))
print(pcall(function() return setmetatable({}, { __index = false }).x end))
print(pcall(function() setmetatable({}, { __newindex = "str" }).x = 1 end))
local f = setmetatable({}, { __call = function(_, t, k) return "called " .. k end })
print(setmetatable({}, { __index = f }).foo)
