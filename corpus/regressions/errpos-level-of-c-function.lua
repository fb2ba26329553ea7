-- story: no position is added when the blamed level is a C function; level 2 skips over it
print(pcall(error, "m", 1))
print(pcall(error, "m", 2))
print(pcall(pcall, error, "m", 1))
print(select(2, pcall(table.foreach, { 1 }, function() error("in foreach", 2) end)))
print(select(2, pcall(string.gsub, "a", "a", function() error("in gsub", 2) end)))
