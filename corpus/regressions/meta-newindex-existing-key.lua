-- story: __newindex is consulted only while the key is absent, also after it was removed
local log = {}
local t = setmetatable({ a = 1 }, { __newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) rawset(t, k, v) end })
t.a = 2
t.b = 3
t.b = 4
t.b = nil
t.b = 5
t.c = nil
print(table.concat(log, " "), t.a, t.b, t.c)
t[1], t[2] = "x", "y"
print(table.concat(log, " "), #t)
