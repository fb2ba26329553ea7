-- A closure outlives the coroutine whose variables it has: "kept 5" is to be seen.
local function make()
  local get
  local co = coroutine.create(function()
    local mine, n = "kept", 5
    get = function() return mine, n end
    coroutine.yield()
  end)
  coroutine.resume(co)
  return get
end
local get, others = make(), {}
collectgarbage()
for i = 1, 50 do others[i] = coroutine.create(function() end) end
print(get())
