-- story: tonumber with a base checks its arguments in order
print(pcall(tonumber, "10", 1))
print(pcall(tonumber, "10", 37))
print(pcall(tonumber, "10", "x"))
print(pcall(tonumber, nil, 16))
print(pcall(tonumber, {}, 16))
print(tonumber(10, 16), tonumber("10", "16"), tonumber("10", 16.9))
print(tonumber({}), tonumber({}, 10), tonumber(nil, 10))
print(pcall(tonumber, print, 8))
