-- story: __eq is used when both operands share the same function, whichever metatable holds it
local f = function() return true end
local a = setmetatable({}, { __eq = f })
local b = setmetatable({}, { __eq = f })
local c = setmetatable({}, { __eq = function() return true end })
print(a == b, a == c, c == a, a ~= b)
print(a == {}, {} == a, a == 1, "x" == a)
