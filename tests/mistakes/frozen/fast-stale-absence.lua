-- A metatable gets its __index after the first look: "nil", then "blue".
local meta = {}
local object = setmetatable({}, meta)
print(object.colour)
meta.__index = { colour = "blue" }
print(object.colour)
