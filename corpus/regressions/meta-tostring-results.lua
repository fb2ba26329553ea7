-- story: tostring returns whatever __tostring gives, print insists on a string
local function obj(v) return setmetatable({}, { __tostring = function() return v end }) end
print(tostring(obj("text")), tostring(obj(5)), tostring(obj(nil)), tostring(obj(true)))
print(type(tostring(obj(5))), type(tostring(obj({}))))
print(pcall(print, obj(nil)))
print(pcall(print, obj({})))
print(pcall(print, obj(5)))
print(pcall(print, obj(true)))
local old = tostring
tostring = function() return 1 end
print(pcall(print, "x"))
tostring = nil
print2 = print
local ok, e = pcall(print, "x")
tostring = old
print(ok, e)
