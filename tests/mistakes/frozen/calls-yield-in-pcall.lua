-- In 5.1 no yield crosses a pcall: "false" and the message are to be seen.
local co = coroutine.create(function()
  local ok, message = pcall(function() coroutine.yield("inside") end)
  return ok, message
end)
print(coroutine.resume(co))
print(coroutine.status(co))
