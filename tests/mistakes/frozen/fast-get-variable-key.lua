-- Inherited fields, by a name in a variable: "red 10" is to be seen.
local base = { colour = "red", size = 1 }
local object = setmetatable({ size = 10 }, { __index = base })
local out = {}
for _, name in ipairs { "colour", "size" } do out[#out + 1] = tostring(object[name]) end
print(table.concat(out, " "))
