-- story: a reader that returns a table or raises an error makes load return nil and a message
print(pcall(load, function() return {} end))
print(pcall(load, function() return true end))
print(pcall(load, function() error("reader broke", 0) end))
print(type(select(3, pcall(load, function() error({}) end))))
print(pcall(load, function() local x; return x.y end))
local done
print(load(function() if not done then done = true return "x = = 1" end end, "=piece"))
print(pcall(load, "return 1"))
print(pcall(load))
print(pcall(load, nil))
