-- An item is put in front: "z a b c" is to be seen.
local list = { "a", "b", "c" }
table.insert(list, 1, "z")
print(unpack(list, 1, 4))
