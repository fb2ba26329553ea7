-- story: the number of arguments decides what table.insert does
print(pcall(table.insert)) print(pcall(table.insert, {})) print(pcall(table.insert, {}, 1, 2, 3)) print(pcall(table.insert, {}, "x", 2)) print(pcall(table.insert, nil, 1)) print(pcall(table.insert, "s", 1))
local t = {}
print(select("#", table.insert(t, "v")), t[1], pcall(table.insert, t, nil, 5)) print(pcall(table.insert, t, {}, 5))
table.insert(t, 2, t) print(t[2] == t, #t)
