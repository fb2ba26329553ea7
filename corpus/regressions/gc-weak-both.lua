-- story: weak keys and values together, cycles through a weak table
local t = setmetatable({}, { __mode = "kv" })
local a, b = {}, {}
t[a], t[b], t[1], t[2] = b, {}, a, {}
collectgarbage()
print(t[a] == b, t[b], t[1] == a, t[2])
local x, y = {}, {}
x.y, y.x = y, x
t.x, t.y = x, y
collectgarbage()
print(t.x == x, t.y == y)
x, y = nil, nil
collectgarbage()
print(t.x, t.y)
