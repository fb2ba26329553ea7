-- story: the handler of unary minus and length receives the operand twice or with nil
local args
local mt = { __unm = function(...) args = select("#", ...) local a, b = ... return rawequal(a, b) end }
local t = setmetatable({}, mt)
print(-t, args)
local u = newproxy(true)
getmetatable(u).__len = function(...) args = select("#", ...) return (select(2, ...)) end
print(#u, args)
getmetatable(u).__unm = function(a, b) return rawequal(a, b) end
print(-u)
