-- story: an __index handler that fills the table is not asked twice
local n = 0
local t = setmetatable({}, { __index = function(t, k) n = n + 1 rawset(t, k, k * 2) return k * 2 end })
for _ = 1, 3 do io.write(t[5], " ", t[7], " ") end
print(n)
t[5] = nil
print(t[5], n)
t = setmetatable({}, { __index = function(t, k) setmetatable(t, nil) return "once" end })
print(t.x, t.x)
