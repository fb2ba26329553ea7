-- story: finalizers may allocate, create other finalizable objects and yield is refused
local log = {}
local function make(f) local u = newproxy(true) getmetatable(u).__gc = f return u end
make(function()
  log[#log + 1] = "outer"
  local t = {}
  for i = 1, 50 do t[i] = { i } end
  inner = make(function() log[#log + 1] = "inner " .. #t end)
end)
collectgarbage()
print(table.concat(log, " "))
inner = nil
collectgarbage()
print(table.concat(log, " "))
make(function() log[#log + 1] = tostring(select(2, pcall(coroutine.yield, 1))) end)
coroutine.wrap(function() collectgarbage() end)()
print(log[#log])
