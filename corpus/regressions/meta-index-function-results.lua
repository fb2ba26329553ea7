-- story: __index passes one result on and gets the original table
local t
t = setmetatable({}, { __index = function(x, k, extra) return rawequal(x, t) and k, "dropped", extra end })
print(t.a, t[1], t[true])
print((t.b), select("#", t.c))
local child = setmetatable({}, { __index = t })
print(child.a)
local none = setmetatable({}, { __index = function() end })
print(none.x, select("#", none.x))
