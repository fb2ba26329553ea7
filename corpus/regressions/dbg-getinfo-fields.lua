-- story: the set of fields each option of getinfo fills
local function fields(t) local r = {} for k in pairs(t) do r[#r + 1] = k end table.sort(r) return table.concat(r, " ") end
local function f() end
for _, o in ipairs { "S", "l", "u", "n", "f", "L", "Sl", "nSluf" } do print(o, fields(debug.getinfo(f, o)), fields(debug.getinfo(1, o))) end
print(fields(debug.getinfo(f)))
print(fields(debug.getinfo(print, "")))
