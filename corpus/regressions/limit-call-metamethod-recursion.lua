-- story: an object whose __call calls itself, by plain and by tail call
local t = setmetatable({}, {})
local n = 0
getmetatable(t).__call = function(self, k) n = n + 1 return 1 + self(k) end
local ok, e = pcall(t, 1)
print(ok, tostring(e):match("stack overflow"))
print(n > 100)
getmetatable(t).__call = function(self, k) if k == 0 then return "done" end return self(k - 1) end
print(t(100))
print(t(5000))
