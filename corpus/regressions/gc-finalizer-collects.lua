-- story: a finalizer that asks for a collection runs the finalizers that wait, inside of itself
local hold
local function mk(name, f)
  local p = newproxy(true)
  hold = hold or {}
  hold[#hold + 1] = p
  getmetatable(p).__gc = function() print(name, "begin") f() print(name, "end") end
end
mk("c", function() collectgarbage() end)
mk("b", function() collectgarbage() end)
mk("a", function() collectgarbage() end)
hold = nil
collectgarbage()
print "---"
mk("c", function() end)
mk("b", function() collectgarbage() end)
mk("a", function() mk("n", function() end) hold = nil collectgarbage() end)
hold = nil
collectgarbage()
print "---"
mk("c", function() end)
mk("b", function() error("b") end)
mk("a", function() print(pcall(collectgarbage)) end)
hold = nil
collectgarbage()
print "---"
mk("c", function() end)
mk("b", function() collectgarbage("step", 1000) end)
mk("a", function() collectgarbage("step", 1000)  end)
hold = nil
collectgarbage()
print "---"
mk("c", function() end)
mk("b", function() error("b") end)
mk("a", function() end)
hold = nil
local ok, message = pcall(collectgarbage)
collectgarbage()
print(ok, message)
print(xpcall(function()
  mk("c", function() end)
  mk("b", function() error("b") end)
  mk("a", function() end)
  hold = nil
  collectgarbage()
end, function(m)
  mk("h", function() end)
  hold = nil
  collectgarbage()
  return m
end))
