-- A metatable gets its __index after an object of it lacked a field once.
local Point = {}
local p = setmetatable({ x = 1 }, Point)
print(p.x, p.y)
Point.__index = { y = 2 }
print(p.x, p.y)
