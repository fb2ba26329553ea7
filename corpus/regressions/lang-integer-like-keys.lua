-- story: constructor positions, explicit integer keys and later stores meet in the same slots
local t = { "a", [1] = "x", "b", [2] = "y", [3] = "z", [4] = "w" }
print(t[1], t[2], t[3], t[4], #t)
t = { [1] = "x", [1] = "y" }
print(t[1])
t = { x = 1, ["x"] = 2, x = 3 }
print(t.x)
t = { 1, 2, nil, 4 }
print(t[4], #t == 4 or #t == 2)
t = { [1.0] = "float", [2 ^ 1] = "power" }
print(t[1], t[2])
