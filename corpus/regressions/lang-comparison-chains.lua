-- story: boolean results of comparisons feed equality but not order comparisons
print((1 < 2) == (2 < 3), 1 < 2 == not (2 < 1), (1 == 1) ~= (1 == 2))
print(pcall(function() return (1 < 2) < true end))
print(pcall(function() return 1 == 1 < 2 end))
print(1 ~= 1 == false, not (1 ~= 1) == true, nil == false, "" == false, 0 == false)
local x = 5
print(x > 1 and x < 10, not (x > 10) and x ~= 4, x == 5 == true, x == (5 == true))
