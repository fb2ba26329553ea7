-- story: calling the result of a call has no name, calling its field has one
local function f() return {} end
local function g() end
print(pcall(function() f()() end))
print(pcall(function() g()() end))
print(pcall(function() f().x() end))
print(pcall(function() g().x() end))
print(pcall(function() f():x() end))
print(pcall(function() return f().x.y end))
