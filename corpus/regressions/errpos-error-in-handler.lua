-- story: an error inside the message handler becomes the error in error handling status
print(xpcall(function() error("first", 0) end, function() error("second", 0) end))
print(xpcall(function() local x; x() end, function(m) return m.x.y end))
print(xpcall(function() error("first", 0) end, 5))
print(xpcall(function() error("first", 0) end, nil))
print(xpcall(function() error("first", 0) end, {}))
print(pcall(xpcall, function() error("first", 0) end))
