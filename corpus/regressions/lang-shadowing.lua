-- story: a new local with the same name starts after its own initializer
local x = 1
local x = x + 1
print(x)
local function x2() return x2 end
print(x2() == x2)
local f = function() return f end
print(f())
local a, a = 1, 2
print(a)
do local x = x * 10 print(x) end
print(x)
local print = print
local function g(x, x) return x end
print(g(1, 2), g(1))
