-- story: yields from callbacks of library functions are refused, through an iterator written in Lua too
local function try(name, f) print(name, coroutine.resume(coroutine.create(f))) end
local y = function() coroutine.yield("y") end
try("sort", function() table.sort({ 3, 1, 2 }, y) end)
try("gsub", function() string.gsub("a", "a", y) end)
try("foreach", function() table.foreach({ 1 }, y) end)
try("foreachi", function() table.foreachi({ 1 }, y) end)
try("for iterator", function() for v in y do return v end end)
try("for over yield", function() for v in coroutine.yield do return v end end)
try("select", function() return select("#", coroutine.yield(1)) end)
try("nested wrap", function() return coroutine.wrap(y)() or "inner yield is fine" end)
