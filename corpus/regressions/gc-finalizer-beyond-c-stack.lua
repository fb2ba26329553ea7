-- story: a finalizer fails at the end of the C stack; in the message handlers beyond it finalizers run again
local log = {}
local begun = 0
print(xpcall(error, function()
  begun = begun + 1
  local d = begun
  local p = newproxy(true)
  getmetatable(p).__gc = function() log[#log + 1] = "gc" .. d end
  p = nil
  collectgarbage()
  log[#log + 1] = "end" .. d
  error()
end))
print(begun)
print(table.concat(log, " "))
collectgarbage()
print(#log, log[#log])
