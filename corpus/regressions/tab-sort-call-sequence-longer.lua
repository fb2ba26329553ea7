-- story: the order of comparisons on forty scrambled elements as a checksum
local t, seed = {}, 7
for i = 1, 40 do seed = (seed * 137 + 11) % 1009 t[i] = seed end
local n, sum = 0, 0
table.sort(t, function(a, b) n = n + 1 sum = (sum * 31 + a * 7 + b) % 1000003 return a < b end)
print(n, sum, table.concat(t, " "))
local d = {}
for i = 1, 40 do d[i] = 40 - i end
n, sum = 0, 0
table.sort(d, function(a, b) n = n + 1 sum = (sum * 31 + a * 7 + b) % 1000003 return a < b end)
print(n, sum)
