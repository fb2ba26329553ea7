-- A closure made in a coroutine outlives it.
local get
local co = coroutine.create(function()
  local secret = "secret" .. 1
  get = function() return secret end
  coroutine.yield()
end)
coroutine.resume(co)
co = nil
collectgarbage()
local others = {}
for i = 1, 50 do others[i] = coroutine.create(function() end) end
print(get(), #others)
