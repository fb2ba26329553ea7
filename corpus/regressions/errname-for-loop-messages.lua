-- story: each part of a numeric for has its own message and strings that look like numbers pass
print(pcall(function() for i = {}, 1 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, {} do end end))
print(pcall(function() for i = "a", "b", "c" do end end))
print(pcall(function() for i = 1, "b", "c" do end end))
print(pcall(function() for i = nil, nil, nil do end end))
for i = "1", "2", "1" do io.write(i, " ") end
for i = " 0x1 ", 2 do io.write(i, " ") end
print()
