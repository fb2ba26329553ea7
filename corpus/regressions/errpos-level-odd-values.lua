-- story: negative, huge and string levels
print(pcall(error, "neg", -1))
print(pcall(function() error("neg", -1) end))
print(pcall(function() error("huge", 1000) end))
print(pcall(function() error("str", "1") end))
print(pcall(function() error("float", 1.9) end))
print(pcall(function() error("nil", nil) end))
print(pcall(function() error("bad", {}) end))
