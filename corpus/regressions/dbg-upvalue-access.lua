-- story: getupvalue and setupvalue by index, sharing between closures, and C functions
local a, b = 1, "two"
local function f() return a, b end
local function g() return b, a end
print(debug.getupvalue(f, 1)) print(debug.getupvalue(f, 2)) print(debug.getupvalue(f, 3)) print(debug.getupvalue(f, 0)) print(debug.getupvalue(f, -1))
print(debug.setupvalue(f, 1, 100), a, g()) print(debug.setupvalue(f, 5, 1), select("#", debug.setupvalue(f, 5, 1)))
print(debug.getupvalue(print, 1), pcall(debug.getupvalue, {}, 1)) print(pcall(debug.setupvalue, f, 1)) print(pcall(debug.setupvalue, 1, 1, 1))
local it = ("ab"):gmatch(".") print(debug.getupvalue(it, 1)) print(debug.getupvalue(it, 2))
print(debug.getupvalue(loadstring("return x"), 1))
