-- story: numbers concatenate with the same text that print shows
print(1 .. "", 1.5 .. "", 1e15 .. "", 1e100 .. "", -0.1 .. "", 2 ^ 31 .. "", 1 / 3 .. "", 10 / 2 .. "")
print(1 .. 2, 1 .. 2 == "12", 1 .. -2, -1 .. 2, 0 .. 0)
print(pcall(function() return 1 .. nil end))
print(pcall(function() return 1 .. true end))
print(#(12 .. 34), (1 .. 2) + 1, ("1" .. "2") * 2)
local n = 5
print(n .. n .. n, n .. "," .. n)
