-- story: xpcall returns only the first result of the handler and gives the handler one argument
print(xpcall(function() error("e", 0) end, function(...) return select("#", ...), "second" end))
print(xpcall(function() error("e", 0) end, function() end))
print(xpcall(function() error() end, function(m) return type(m) end))
print(xpcall(function() error({ code = 3 }) end, function(m) return m.code end))
print(xpcall(function() return 1, 2, 3 end, error))
print(xpcall(function(...) return select("#", ...) end, print, 1, 2, 3))
