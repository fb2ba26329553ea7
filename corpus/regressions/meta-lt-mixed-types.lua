-- story: __lt is tried only when both operands have the same type and the same handler
local lt = function() return true end
local a = setmetatable({}, { __lt = lt })
local b = setmetatable({}, { __lt = function() return true end })
local c = setmetatable({}, { __lt = lt })
print(a < c, c < a, a > c)
print(pcall(function() return a < b end))
print(pcall(function() return a < 1 end))
print(pcall(function() return 1 < a end))
print(pcall(function() return a < "x" end))
print(pcall(function() return a < {} end))
print(pcall(function() return {} > a end))
