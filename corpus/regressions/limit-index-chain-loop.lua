-- story: a loop of 100 __index tables is reported as a loop in gettable or settable
local a, b = {}, {}
setmetatable(a, { __index = b, __newindex = b })
setmetatable(b, { __index = a, __newindex = a })
print(pcall(function() return a.x end))
print(pcall(function() a.x = 1 end))
local function chain(n) local t = { v = "end" } for i = 1, n do t = setmetatable({}, { __index = t }) end return t end
print(chain(99).v)
print(pcall(function() return chain(100).v end))
print(pcall(function() return chain(101).v end))
print(pcall(rawget, a, "x"))
