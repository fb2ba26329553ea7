-- story: during a traversal existing fields may be changed or cleared
local t = { a = 1, b = 2, c = 3, d = 4, 10, 20, 30 }
local seen = 0
for k, v in pairs(t) do seen = seen + 1 t[k] = nil end
print(seen, next(t))
t = { x = 1, y = 2, z = 3 }
for k in pairs(t) do t[k] = k .. k end
print(t.x, t.y, t.z)
t = { 1, 2, 3, k = 4 }
local k = next(t) t[k] = nil
print(next(t, k)) print(pcall(next, t, "unknown")) print(pcall(next, t, 1.5)) print(next(t, 1)) print(pcall(next, {}, 1))
