-- A list with holes gets a name and loses its room: "1 2 3 nil five nil" is to be seen.
local t = { 1, 2, 3, 4, "five", 6, 7, 8 }
t[4], t[6], t[7], t[8] = nil, nil, nil, nil
t.name = "list"
print(t[1], t[2], t[3], t[4], t[5], t[6])
