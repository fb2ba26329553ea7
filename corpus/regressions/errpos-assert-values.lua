-- story: assert wants a string message, adds the caller's position to it and defaults to a fixed text
print(pcall(assert, false))
print(pcall(assert, nil, "text"))
local t = {}
print(select(2, pcall(assert, false, t)) == t)
print(pcall(assert, false, 5))
print(pcall(assert, nil, nil))
print(pcall(function() assert(1 == 2, "position of the caller") end))
print(pcall(assert))
print(assert(1, "kept", nil, 4))
print(pcall(assert, false, "first", "second"))
