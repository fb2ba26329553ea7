-- story: foreach and foreachi stop at the first result that is not nil, false included
print(table.foreach({ 1, 2, 3 }, function(k, v) if v == 2 then return k, v end end))
print(table.foreach({ 1 }, function() return false end), table.foreachi({ 1, 2 }, function(i) if i == 2 then return false end end))
print(table.foreach({}, error), table.foreachi({}, error), select("#", table.foreach({}, print)))
local log = {}
table.foreachi({ "a", "b", nil, "d", x = "no" }, function(i, v) log[#log + 1] = i .. tostring(v) end)
print(table.concat(log, " ")) print(pcall(table.foreach, { 1 }, nil)) print(pcall(table.foreachi, { 1 }, "f")) print(pcall(table.foreach, nil, print)) print(pcall(table.foreach, { 1 }, function() error("e", 0) end))
