-- story: getfenv(0) and setfenv(0) act on the running coroutine's global table
local env = { marker = "coroutine env" }
local co = coroutine.create(function()
  setfenv(0, env)
  local f = loadstring("return marker")
  coroutine.yield(getfenv(0) == env, f())
  return getfenv(0) == env
end)
print(coroutine.resume(co))
print(getfenv(0) == _G, marker)
print(coroutine.resume(co))
local child
co = coroutine.wrap(function() setfenv(0, env) child = coroutine.create(function() return getfenv(0) == env end) end)
co()
print(coroutine.resume(child))
