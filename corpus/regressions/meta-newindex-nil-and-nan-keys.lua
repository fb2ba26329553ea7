-- story: a nil or NaN key is refused before __newindex is asked, while reading one is fine
local got = {}
local t = setmetatable({}, { __newindex = function(_, k, v) got[#got + 1] = tostring(k):gsub("-", "") .. ":" .. tostring(v) end })
print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0 / 0] = 2 end))
t.ok = 3
print(table.concat(got, " "))
print(t[nil], t[0 / 0])
local plain = {}
print(pcall(function() plain[nil] = 1 end))
print(pcall(function() plain[0 / 0] = 1 end))
setmetatable(t, { __newindex = plain })
print(pcall(function() t[nil] = 1 end))
