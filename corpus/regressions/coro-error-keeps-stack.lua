-- story: after an error the dead coroutine's stack can still be inspected
local co = coroutine.create(function(arg)
  local x = arg * 2
  local nothing = nil
  return nothing.field
end)
print(coroutine.resume(co, 21))
print(debug.getinfo(co, 0, "l").currentline)
print(debug.getlocal(co, 0, 1))
print(debug.getlocal(co, 0, 2))
print(debug.getinfo(co, 1))
print(coroutine.status(co))
