-- seed: table.sort with default and custom order, stability workaround, large inputs and inconsistent comparators
local function c(t) return table.concat(t, " ") end
local t = { 5, 2, 8, 1, 9, 3, 7, 4, 6, 0 }
table.sort(t) print(c(t)) table.sort(t, function(a, b) return a > b end) print(c(t))
local s = { "banana", "Apple", "cherry", "apple", "Banana", "", "10", "9" }
table.sort(s) print(c(s)) table.sort(s, function(a, b) return a:lower() < b:lower() or (a:lower() == b:lower() and a < b) end) print(c(s))
for n = 0, 4 do local x = {} for i = 1, n do x[i] = n - i end table.sort(x) io.write("[", c(x), "] ") end print()
local same = { 3, 1, 3, 1, 3, 1, 2, 2 } table.sort(same) print(c(same))
local people = { { n = "Ann", a = 30 }, { n = "Bob", a = 25 }, { n = "Cy", a = 30 }, { n = "Di", a = 20 } }
for i, p in ipairs(people) do p.i = i end
table.sort(people, function(a, b) if a.a ~= b.a then return a.a < b.a end return a.i < b.i end)
for _, p in ipairs(people) do io.write(p.n, p.a, " ") end print()
local seed, big = 12345, {}
for i = 1, 300 do seed = (seed * 1103515245 + 12345) % 2147483648 big[i] = seed % 1000 end
local calls = 0
table.sort(big, function(a, b) calls = calls + 1 return a < b end)
local ok = true
for i = 2, #big do ok = ok and big[i - 1] <= big[i] end
print(ok, calls, big[1], big[150], big[300])
print(pcall(table.sort, { 3, "x", 1 })) print(pcall(table.sort, { {}, {} })) print(pcall(table.sort, { 1, nil, 3 }) ~= nil, pcall(table.sort)) print(pcall(table.sort, { 1, 2 }, 5)) print(pcall(table.sort, { 2, 1, 3 }, function() error("in cmp", 0) end))
print(pcall(table.sort, { 1, 2, 3, 4, 5, 6, 7, 8 }, function() return true end)) print(pcall(table.sort, { 4, 3, 2, 1 }, function(a, b) return a <= b end))
local m = setmetatable({}, { __index = function(_, k) return "meta" end }) table.sort(m) print(rawget(m, 1))
local mt = { __lt = function(a, b) return a.v < b.v end }
local objs = {} for i, v in ipairs { 3, 1, 2 } do objs[i] = setmetatable({ v = v }, mt) end
table.sort(objs) print(objs[1].v, objs[2].v, objs[3].v)
local keys = {} for k in pairs { z = 1, a = 2, m = 3 } do keys[#keys + 1] = k end table.sort(keys) print(c(keys))
sorted = { t = t, s = s, people = people, big = { big[1], big[300] } }
