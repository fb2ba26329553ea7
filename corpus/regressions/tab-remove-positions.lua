-- story: table.remove from the end, the middle, outside, of empty tables and with one argument
local t = { "a", "b", "c", "d" }
print(table.remove(t), table.remove(t, 1), table.remove(t, 2), table.concat(t, " "))
print(table.remove({}), table.remove({}, 5), select("#", table.remove({})), select("#", table.remove({ 1 }, 3)))
t = { 1, 2, 3 } print(table.remove(t, 0), #t, table.remove(t, 4), #t, table.remove(t, -1), #t, table.remove(t, 3), #t)
t = { [0] = "zero", "one" } print(table.remove(t, 0), t[0], t[1])
t = { n = 5, 1, 2 } print(table.remove(t), t.n, #t) print(table.remove({ 1, 2, 3 }, 1.9)) print(pcall(table.remove, {}, "x"))
