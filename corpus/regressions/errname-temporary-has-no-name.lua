-- story: a value that lives only in a temporary is reported without a name
print(pcall(function() return (1 + 1).x.y end))
print(pcall(function() return ({}) + 1 end))
print(pcall(function() return (function() end)() .. "x" end))
print(pcall(function() return ("a" .. "b")() end))
print(pcall(function(...) return ... + 1 end, {}))
