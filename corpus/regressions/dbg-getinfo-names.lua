-- story: name and namewhat for every way of calling a function
local function who() local i = debug.getinfo(2, "n") return tostring(i.name) .. "/" .. i.namewhat end
local function loc() local r = who() return r end
glob = loc
local t = { field = loc, ["odd key"] = loc, loc }
local mt = { __index = function() return (who()) end, __add = function() return (who()) end }
print(loc(), (glob()), (t.field()), (t:field()), (t["odd key"]()), (t[1]()))
print(select(2, pcall(loc)), (function() local r = loc() return r end)())
print(setmetatable({}, mt).x, setmetatable({}, mt) + 1)
for v in function(_, c) if not c then return (who()) end end do print(v) end
print(coroutine.wrap(function() local r = who() return r end)())
table.foreachi({ 1 }, function() print(who()) end)
