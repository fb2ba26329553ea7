-- story: the type name is what messages show, never the value
print(pcall(function() local x = 0 / 0; x() end))
print(pcall(function() local x = "text"; x() end))
print(pcall(function() local x = true; x() end))
print(pcall(function() local x = coroutine.create(function() end); x() end))
print(pcall(function() local x = newproxy(); x() end))
print(pcall(function() local x = {}; x() end))
print(pcall(function() local x = newproxy(); return x.y end))
