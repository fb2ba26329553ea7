-- A loop with nothing in it: "done" is to be seen.
local t = { 1, 2, 3 }
for k in pairs(t) do end
print("done")
