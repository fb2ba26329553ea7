-- story: a run-time error in a function called from C keeps the position of the Lua function
local function bad(x) return x + {} end
print(pcall(bad, 1))
print(pcall(table.foreachi, { 1 }, function(i, v) return v.x.y end))
print(pcall(string.gsub, "x", "x", function(c) return c + {} end))
print(pcall(table.sort, { 1, 2, 3 }, function(a, b) return a.x < b.x end))
print(coroutine.resume(coroutine.create(function() local z; z() end)))
