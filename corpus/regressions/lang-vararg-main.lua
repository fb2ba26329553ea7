-- story: the main chunk is a vararg function without arguments here
print(select("#", ...))
local a, b = ...
print(a, b)
local function f() return pcall(loadstring, "return ...") end
print(loadstring("return select('#', ...)")(1, nil, 3))
print(loadstring("local x, y = ... return y, x")(1, 2))
print(pcall(loadstring("return arg ~= nil or arg == nil")))
print((...), #{ ... })
