-- story: a whole coroutine may live inside a metamethod or a pcall, only yields that cross them are refused
local t = setmetatable({}, { __index = function(_, k) return coroutine.wrap(function() coroutine.yield(k .. "!") end)() end })
print(t.a, t.b)
local co = coroutine.create(function()
  local r = t.inner
  local ok, v = pcall(coroutine.wrap(function() return coroutine.yield("from wrap") end))
  coroutine.yield(r, ok, v)
  return setmetatable({}, { __add = function() return coroutine.wrap(function() coroutine.yield("sum") end)() end }) + 1
end)
print(coroutine.resume(co))
print(coroutine.resume(co))
