-- seed: next, pairs and ipairs: order of string, number and boolean keys, modification during traversal
local function keys(t) local r = {} for k in pairs(t) do r[#r + 1] = tostring(k) end return table.concat(r, " ") end
print(keys { "a", "b", "c" }) print(keys { a = 1, b = 2, c = 3 }) print(keys { 10, x = 1, 20, y = 2, 30 })
print(keys { [true] = 1, [false] = 2, [1] = 3, [0] = 4, [-1] = 5, [1.5] = 6 })
print(keys { one = 1, two = 2, three = 3, four = 4, five = 5, six = 6, seven = 7, eight = 8, nine = 9, ten = 10 })
local t = {}
for w in ("the quick brown fox jumps over the lazy dog and runs away from big bad wolf"):gmatch("%a+") do t[w] = (t[w] or 0) + 1 end
print(keys(t))
for i = 1, 20 do t["k" .. i] = i end
print(keys(t))
for k in pairs(t) do if #k % 2 == 0 then t[k] = nil end end
print(keys(t))
t.again, t.more = 1, 2
print(keys(t))
local n = {}
for i = 10, 1, -1 do n[i] = i end
print(keys(n)) n[5] = nil print(keys(n)) n[100], n[50], n[3.5] = 1, 1, 1 print(keys(n))
print(next({})) print(next({ 5 })) print(next({ 5 }, 1)) print(next({ x = 1 })) print(next({ x = 1 }, "x")) print(next({ nil, 2 }))
print(pcall(next, {}, "missing")) print(pcall(next, { 1, 2 }, 3)) print(pcall(next))
for i, v in ipairs({ 1, 2, nil, 4 }) do io.write(i, ":", v, " ") end
for i, v in ipairs(setmetatable({}, { __index = function(_, i) if i < 4 then return i * i end end })) do io.write(i, ":", v, " ") end
for k, v in pairs(setmetatable({ 1 }, { __index = { 2, 3 } })) do io.write(k, ":", v, " ") end
print()
local f, s, c = pairs({ 1 }) print(f == next, type(s), c)
local g, s2, c2 = ipairs({ 1 }) print(type(g), type(s2), c2, g(s2, 0)) print(g(s2, 1), g({ "x" }, 0))
local cnt = 0
for k, v in pairs(t) do t[k] = v * 2 cnt = cnt + t[k] end
print(cnt)
for k in pairs(n) do n[k] = nil end
print(next(n), #n)
ordered = { keys = keys(t), t = t }
