-- story: extra arguments are ignored, missing ones are reported by number
local f = string.format
print(f("x", 1, 2, 3), f("%s", "a", "b"), f(""))
print(pcall(f, "%s %s", "only"))
print(pcall(f, "%d"))
print(pcall(f, "%s"))
print(pcall(f, "%d %s %d", 1, "x"))
print(pcall(f, "%s", nil), pcall(f, "%s", true), pcall(f, "%d", true))
print(pcall(f, "%s", setmetatable({}, { __tostring = function() return "not used" end })))
