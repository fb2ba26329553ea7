-- The end of a string: "lua" is to be seen.
local file = "script.lua"
print(file:sub(-3), file:sub(1, -5))
