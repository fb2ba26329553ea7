-- story: upvalues are numbered in the order of their first use in the body
local x, y, z = 1, 2, 3
local function f() local a = z; a = x; return function() return y, x, z end end
for i = 1, 4 do io.write(tostring((debug.getupvalue(f, i))), " ") end
local g = f()
for i = 1, 4 do io.write(tostring((debug.getupvalue(g, i))), " ") end
print()
local function self() return self end
print((debug.getupvalue(self, 1)), select(2, debug.getupvalue(self, 1)) == self)
