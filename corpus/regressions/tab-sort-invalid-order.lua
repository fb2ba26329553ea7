-- story: inconsistent comparators give the invalid order function error or a fixed wrong order
print(pcall(table.sort, { 1, 2, 3, 4, 5 }, function() return true end))
print(pcall(table.sort, { 1, 2, 3 }, function() return true end))
print(pcall(table.sort, { 3, 3, 3, 3 }, function(a, b) return a <= b end))
local t = { 5, 1, 4, 2, 3 }
print(pcall(table.sort, t, function() return false end)) print(table.concat(t, " "))
t = { 1, 2, 3, 4, 5, 6 }
print(pcall(table.sort, t, function(a, b) return a % 2 == 0 end)) print(table.concat(t, " "))
t = { 2, 1 } print(pcall(table.sort, t, function() return 1 end)) print(table.concat(t, " "))
