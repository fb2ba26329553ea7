-- story: table.insert at the end, inside, before, beyond and with fractional positions
local function show(t) local r = {} for i = 1, 6 do r[i] = tostring(t[i]) end return table.concat(r, " ") end
local t = { "a", "b", "c" }
table.insert(t, "d") print(show(t)) table.insert(t, 1, "z") print(show(t)) table.insert(t, 3, "m") print(show(t))
t = { "a" } table.insert(t, 3, "far") print(show(t), #t == 1 or #t == 3)
t = { "a", "b" } table.insert(t, 0, "zero") print(t[0], show(t))
t = { "a", "b" } table.insert(t, -1, "neg") print(t[-1], t[0], show(t))
t = { "a", "b" } table.insert(t, 1.7, "frac") print(show(t)) table.insert(t, "2", "str") print(show(t))
t = {} table.insert(t, nil) print(#t) table.insert(t, 1, nil) print(#t)
