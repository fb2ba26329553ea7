-- story: a hook belongs to one thread
local log = {}
local co = coroutine.create(function() local a = 1
  coroutine.yield()
  local b = 2
end)
debug.sethook(co, function(_, l) log[#log + 1] = l end, "l")
coroutine.resume(co)
local x = 1
coroutine.resume(co)
print(table.concat(log, " "))
local h, m = debug.gethook(co) print(type(h), m)
log = {}
debug.sethook(function(_, l) log[#log + 1] = l end, "l")
coroutine.wrap(function() local y = 1
  local z = 2 end)()
debug.sethook()
print(table.concat(log, " "))
