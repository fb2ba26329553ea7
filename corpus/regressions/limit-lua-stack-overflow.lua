-- story: endless Lua recursion gives a stack overflow error with the position of the failing function
local depth = 0
local function rec() depth = depth + 1 rec() return 1 end
local ok, msg = pcall(rec)
print(ok, msg)
print(depth > 5000 and depth < 210000)
print(pcall(function() return 1 end))
local function rec2(n) return (rec2(n + 1)) end
print(pcall(rec2, 1))
