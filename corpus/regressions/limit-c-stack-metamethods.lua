-- story: recursion through metamethods ends in an error and leaves the state usable
local t = setmetatable({}, {})
local mt = getmetatable(t)
local function kind(ok, m) m = tostring(m) return ok, m:match("C stack overflow") or m:match("stack overflow") or m end
mt.__index = function(_, k) return t[k .. "x"] end
print(kind(pcall(function() return t.a end)))
mt.__newindex = function(_, k, v) t[k] = v end
print(kind(pcall(function() t.a = 1 end)))
mt.__unm = function(x) return -x end
print(kind(pcall(function() return -t end)))
mt.__concat = function(a, b) return a .. b end
print(kind(pcall(function() return t .. "x" end)))
mt.__lt = function(a, b) return a < b end
print(kind(pcall(function() return t < t end)))
mt.__eq = function(a, b) return a == b end
print(kind(pcall(function() return t == setmetatable({}, mt) end)))
print(rawget(t, "a"), 1 + 1)
