-- What a comparison function is asked, and a list with equal items.
local asked = {}
local list = { 5, 3, 8, 1, 9, 2 }
table.sort(list, function(a, b) asked[#asked + 1] = a .. "<" .. b return a < b end)
print(table.concat(list, " "), table.concat(asked, " "))
local same = { 4, 4, 4, 4, 4, 4 }
print(pcall(table.sort, same))
