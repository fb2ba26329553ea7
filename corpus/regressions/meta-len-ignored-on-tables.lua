-- story: __len is ignored for tables and strings and used for userdata
local t = setmetatable({ 1, 2 }, { __len = function() return 99 end })
print(#t)
local u = newproxy(true)
getmetatable(u).__len = function(x, y) return type(x) .. type(y) end
print(#u)
getmetatable(u).__len = function() return nil end
print(#u)
getmetatable("").__len = function() return 1 end
print(#"abc")
getmetatable("").__len = nil
print(pcall(function() return #newproxy() end))
