-- Positions from the end of a string.
local path = "src/main.lua"
print(path:sub(-3), path:sub(5), path:byte(-1))
