-- `list[i], i = ...` stores at the index that i had before.
local list, i = {}, 1
list[i], i = "first", i + 1
list[i], i = "second", i + 1
print(i, list[1], list[2], list[3])
