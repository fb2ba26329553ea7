-- story: load joins the pieces of its reader and stops at nil or an empty string
local function from(t) local i = 0 return function() i = i + 1 return t[i] end, function() return i end end
local r, n = from { "return ", "1 ", "+ 2" }
print(load(r)(), n())
r, n = from { "return 5", "", " + garbage here" }
print(load(r)(), n())
r = from { "re", "tu", "rn ", "'sp", "lit'" }
print(load(r)())
print(load(function() end)())
print(select("#", load(function() end)()))
r = from { "return ", 4, 2 }
print(load(r)())
