-- story: C functions appear with the name by which they were called
local function cut(s) return (s:gsub("\n[^\n]*in main chunk.*", "")) end
local out
local function grab() out = cut(debug.traceback("tb")) return 0 end
table.foreach({ 1 }, function() grab() end)
print(out)
string.gsub("x", "x", function() grab() end)
print(out)
local sort = table.sort
sort({ 2, 1 }, function(a, b) grab() return a < b end)
print(out)
print(pcall(grab)) print(out)
setmetatable({}, { __index = function() grab() end }).x = nil
local _ = setmetatable({}, { __index = function() grab() end }).x
print(out)
