-- story: unary minus and length name their operand
local t, up = {}, nil
print(pcall(function() return -t end))
print(pcall(function() return -up end))
print(pcall(function() return -t.x end))
print(pcall(function() local s = "abc" return -s end))
print(pcall(function() return #up end))
print(pcall(function() return #t.x end))
print(pcall(function() return #glob_len end))
print(pcall(function() local n = 5 return #n end))
print(pcall(function() return #5 end))
