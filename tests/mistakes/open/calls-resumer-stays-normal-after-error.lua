-- A coroutine is still running after one that it has resumed has failed.
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function() error("inner", 0) end)
  print(coroutine.resume(inner))
  print(coroutine.status(inner), coroutine.status(outer))
end)
print(coroutine.resume(outer))
