-- story: the handler runs on top of the stack of the error, so it sees the failing function's locals
local seen
local function fail()
  local marker = "in fail"
  error("x", 0)
end
xpcall(fail, function()
  for level = 1, 5 do
    local n, v = debug.getlocal(level, 1)
    if n == "marker" then seen = v end
  end
end)
print(seen)
print(xpcall(function() local a = 1; local b = a.x.y end, function(m) return debug.getinfo(2, "l").currentline end))
