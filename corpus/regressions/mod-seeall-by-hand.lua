-- story: package.seeall gives a table the globals as fallback and keeps an existing metatable
local t = {}
print(package.seeall(t), getmetatable(t).__index == _G, t.print == print, rawget(t, "print"))
local mt = { __index = "replaced" }
local u = setmetatable({}, mt)
package.seeall(u)
print(getmetatable(u) == mt, mt.__index == _G)
print(pcall(package.seeall)) print(pcall(package.seeall, 5))
