-- story: weak values keep strings, numbers, booleans and referenced objects only
local t = setmetatable({}, { __mode = "v" })
local keep = {}
t.a, t.b, t.c, t.d, t.e, t.f = {}, keep, "str" .. 1, 5, true, function() return keep end
t.g = print
t[1], t[2] = {}, keep
collectgarbage()
print(t.a, t.b == keep, t.c, t.d, t.e, t.f, t.g == print, t[1], t[2] == keep)
keep = nil
collectgarbage()
print(t.b, t[2], next(t) ~= nil)
