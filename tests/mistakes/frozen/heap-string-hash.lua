-- The order in which names are met.
local t = { apple = 1, pear = 2, plum = 3, cherry = 4, fig = 5, grape = 6, lemon = 7 }
for name, n in pairs(t) do print(name, n) end
