-- story: recursion through gsub, sort, foreach, tostring and pcall is stopped
local function kind(ok, m) m = tostring(m) return ok, m:match("stack overflow") or m:match("%a+ in error handling") or m end
local function g(s) return (string.gsub(s, ".", g)) end
print(kind(pcall(g, "a")))
local function s() table.sort({ 1, 2, 3 }, s) return true end
print(kind(pcall(s)))
local function f() table.foreach({ 1 }, f) end
print(kind(pcall(f)))
local o = setmetatable({}, { __tostring = function(x) return tostring(x) end })
print(kind(pcall(tostring, o)))
local function p() local ok, e = pcall(p) if not ok then error(e, 0) end return true end
print((pcall(p)))
