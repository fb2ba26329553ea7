-- story: calling a finished or failed wrap is an error
local f = coroutine.wrap(function() return 1 end)
print(f())
print(pcall(f))
print(pcall(function() f() end))
local g = coroutine.wrap(function() error("once", 0) end)
print(pcall(g))
print(pcall(g))
local h
h = coroutine.wrap(function() return pcall(h) end)
print(h())
