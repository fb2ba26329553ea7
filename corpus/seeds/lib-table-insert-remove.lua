-- seed: table.insert and table.remove at every position, on empty tables, with holes, and as stack and queue
local t = {}
table.insert(t, "a") table.insert(t, "b") table.insert(t, 1, "first") table.insert(t, 3, "mid") table.insert(t, #t + 1, "end")
print(table.concat(t, " "), #t)
print(table.remove(t), table.remove(t, 1), table.remove(t, 2), table.concat(t, " "))
print(table.remove({}), table.remove({}, 1), select("#", table.remove({})), table.remove({ 1, 2 }, 5), table.remove({ 1, 2 }, 0), #t)
local u = { 1, 2, 3 }
table.insert(u, 10, "far") print(#u, u[10], u[4])
table.insert(u, 0, "zero") print(u[0], u[1], u[2])
table.insert(u, -1, "neg") print(u[-1], u[0], u[1])
print(pcall(table.insert, u)) print(pcall(table.insert, u, 1, 2, 3)) print(pcall(table.insert, nil, 1)) print(pcall(table.remove, 5)) print(pcall(table.insert, u, "x", 1)) print(pcall(table.remove, u, {}))
local v = { 1, 2, 3 } table.insert(v, 2, nil) print(v[1], v[2], v[3], v[4]) table.insert(v, nil) print(#v, v[4])
local s = {}
for i = 1, 10 do table.insert(s, i) if i % 3 == 0 then table.remove(s) end end
print(table.concat(s, ","))
local q = {}
for i = 1, 6 do table.insert(q, 1, i) end
local r = {}
while #q > 0 do r[#r + 1] = table.remove(q) r[#r + 1] = table.remove(q, 1) end
print(table.concat(r, ","))
local sorted = {}
local function insert_sorted(x) local pos = #sorted + 1 for i = 1, #sorted do if sorted[i] > x then pos = i break end end table.insert(sorted, pos, x) end
for _, x in ipairs { 5, 2, 8, 1, 9, 3, 5 } do insert_sorted(x) end
print(table.concat(sorted, " "))
table.insert(sorted, 2.7, "fraction") print(table.concat(sorted, " ")) table.insert(sorted, "3", "strpos") print(table.concat(sorted, " "), table.remove(sorted, "2"))
local reversed = {}
for i, x in ipairs(sorted) do table.insert(reversed, 1, x) end
print(table.concat(reversed, " "))
stack = { s = s, r = r, sorted = sorted, same = sorted }
