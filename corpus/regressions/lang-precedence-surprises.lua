-- story: unary operators bind below ^, comparison chains compare booleans, concat and ^ go right
print(-2 ^ 2, 2 ^ -1, -2 ^ -2, not 1 == 2, -3 .. "", - - 3, 2 ^ 3 ^ 2, 1 .. 2 .. 3)
print(pcall(function() return 1 < 2 < 3 end))
print(1 < 2 == true, 1 == 1 == true, "a" < "b" == true, not nil == true)
print(1 + 2 .. 3 + 4, 2 * 3 % 4, 7 - 2 - 1, 2 ^ 2 * 3, -"2" + 0, #"abc" * 2, -#"abc", not #"" == 0)
print(1 or 2 and nil, (1 or 2) and nil, nil and 1 or 2, false or nil, nil or false, 1 and nil or false)
print("5" + 1 .. "", 5 .. 1 + 1, "a" .. 1 == "a1", 1 == 1.0, "1" == 1)
