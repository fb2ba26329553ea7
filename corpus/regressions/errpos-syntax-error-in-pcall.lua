-- story: loadstring returns nil and the message, assert turns it into an error with a second position
print(loadstring("x ="))
print(pcall(function() assert(loadstring("x =")) end))
print(pcall(loadstring, "x ="))
print(pcall(function() return loadstring("x =")() end))
print(select("#", loadstring("x =")))
