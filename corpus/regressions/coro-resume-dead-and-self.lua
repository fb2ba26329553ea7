-- story: the messages of resuming a dead coroutine, the running one and a normal one
local co = coroutine.create(function() end)
coroutine.resume(co)
print(coroutine.resume(co))
print(coroutine.resume(co, 1, 2))
local self
self = coroutine.create(function() return coroutine.resume(self) end)
print(coroutine.resume(self))
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function() return coroutine.resume(outer) end)
  return coroutine.resume(inner)
end)
print(coroutine.resume(outer))
