-- story: of two operands with handlers the left one's is called
local function side(name) return { __add = function() return name end, __sub = name == "right" and function() return "right sub" end or nil, __mul = function(a, b) return name, "extra" end } end
local l, r = setmetatable({}, side "left"), setmetatable({}, side "right")
print(l + r, r + l, l - r, r - l)
print(pcall(function() return l - l end))
print(l * r, (l * r))
print(select("#", l * r))
