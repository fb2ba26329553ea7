-- A list with names beside its items grows: 3, 4 and 5 are to be seen.
local list = { "a", "b", "c", kind = "letters", size = 3, empty = false, last = "c", sum = 0 }
print(#list)
list[#list + 1] = "d"
print(#list)
table.insert(list, "e")
print(#list)
