-- story: parentheses cut a list to one value and turn a missing value into nil
local function two() return 1, 2 end
local function none() end
print((two()), (none()), two(), (two()))
print(select("#", two()), select("#", (two())), select("#", none()), select("#", (none())))
local t = { (two()), (none()), two() }
print(#t == 2 or #t, t[1], t[2], t[3], t[4])
print(((two())), (((none()))), #{ (none()) }, (...))
local function ret() return (two()) end
print(ret())
