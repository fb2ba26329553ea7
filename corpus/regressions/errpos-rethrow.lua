-- story: rethrowing with error(e, 0) keeps the text, error(e) adds a second position
local ok, e = pcall(function() error("base") end)
print(pcall(error, e, 0))
print(pcall(function() error(e, 0) end))
print(pcall(function() error(e) end))
print(select("#", pcall(function() local ok, e = pcall(error, { 1 }) error(e) end)))
