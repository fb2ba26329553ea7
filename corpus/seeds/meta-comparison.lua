-- seed: __lt and __le, the not (b < a) fallback of <=, mixed types and errors
local log = {}
local mt = { __lt = function(a, b) log[#log + 1] = a.v .. "<" .. b.v return a.v < b.v end }
local function mk(v, m) return setmetatable({ v = v }, m or mt) end
local a, b = mk(1), mk(2)
print(a < b, b < a, a > b, b > a)
print(table.concat(log, " "))
log = {}
print(a <= b, b <= a, a >= b, a <= mk(1), not (a <= b))
print(table.concat(log, " "))
local full = { __lt = mt.__lt, __le = function(x, y) log[#log + 1] = x.v .. "<=" .. y.v return x.v <= y.v end }
log = {}
local c, d = mk(3, full), mk(4, full)
print(c < d, c <= d, c > d, c >= d, table.concat(log, " "))
print(pcall(function() return a < c end), pcall(function() return a < 1 end))
print(pcall(function() return {} < {} end), pcall(function() return {} <= {} end))
print(pcall(function() return 1 < "1" end), pcall(function() return nil < 1 end), pcall(function() return "a" <= 1 end))
print(pcall(function() return print < print end), pcall(function() return true < false end))
local anytype = function() return "yes" end
local m1, m2 = setmetatable({}, { __lt = anytype }), setmetatable({}, { __lt = anytype })
print(m1 < m2, m1 > m2, m1 <= m2)
local items = {}
for i, v in ipairs { 5, 2, 8, 1 } do items[i] = mk(v) end
table.sort(items)
for i, v in ipairs(items) do io.write(v.v, " ") end
print()
local Set = {}
local function set(...) local s = setmetatable({}, Set) for _, k in ipairs { ... } do s[k] = true end return s end
Set.__le = function(x, y) for k in pairs(x) do if not y[k] then return false end end return true end
Set.__lt = function(x, y) return x <= y and not (y <= x) end
print(set(1, 2) <= set(1, 2, 3), set(1, 4) <= set(1, 2), set(1) < set(1), set(1) < set(1, 2), set(1, 2) >= set(2))
compared = { items = items, log = log }
