-- story: pcall returns every result, or exactly false and one value
print(select("#", pcall(function() return nil, nil end)))
print(select("#", pcall(function() end)))
print(select("#", pcall(error, "a", 0)))
print(select("#", pcall(error)))
print(pcall(pcall))
print(pcall(pcall, nil))
print(pcall(xpcall, nil, nil))
print(pcall(function(...) return ... end, 1, nil, 3, nil))
