-- story: coroutine.running is nil in the main thread and the thread itself inside
print(coroutine.running())
local co
co = coroutine.create(function()
  print(coroutine.running() == co, type(coroutine.running()))
  print(pcall(function() return coroutine.running() == co end))
  coroutine.wrap(function() print(coroutine.running() == co) end)()
end)
print(coroutine.resume(co))
print(pcall(coroutine.running))
