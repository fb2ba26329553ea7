-- story: threads compare by identity and serve as keys
local a, b = coroutine.create(function() end), coroutine.create(function() end)
print(a == a, a == b, rawequal(a, a))
local t = { [a] = "A", [b] = "B" }
print(t[a], t[b], type(a), type(next(t)))
print(pcall(function() return a < b end))
print(pcall(function() return a.x end))
print(pcall(function() a() end))
print(tostring(a):match("^thread"), getmetatable(a))
