-- story: errors while sorting leave the table partly sorted but complete
local t = { 3, "x", 1 }
print(pcall(table.sort, t)) print(#t)
t = { 3, 1, 2 }
print(pcall(table.sort, t, function(a, b) error("cmp", 0) end)) print(table.concat(t, " "))
print(pcall(table.sort, { {}, {} })) print(pcall(table.sort, { 1, nil, 2 }) ~= nil, pcall(table.sort, { true, false })) print(pcall(table.sort, { 1, 2 }, "f")) print(pcall(table.sort))
t = { 3, 1, 2 } table.sort(t, nil) print(table.concat(t, " "))
table.sort({}) table.sort({ 1 }, error) print("untouched")
