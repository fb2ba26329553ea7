-- seed: closures made in coroutines outlive them: suspended ones that are collected, ones that failed, ones that returned
local function escape(how)
  local get, set
  local co = coroutine.create(function(start)
    local value, other = start, { start }
    get = function() return value, other[1] end
    set = function(v) value, other[1] = v, v end
    if how == "yield" then coroutine.yield() elseif how == "error" then error("fails", 0) end
    return "returned"
  end)
  local ok, message = coroutine.resume(co, how .. "!")
  return get, set, ok, message, how == "keep" and co or nil
end
local kept = {}
for round = 1, 3 do
  for _, how in ipairs { "yield", "error", "return", "keep" } do
    local get, set, ok, message, co = escape(how)
    kept[#kept + 1] = { how, get, set, co }
    print(how, ok, message, get())
  end
  collectgarbage()
  collectgarbage()
  -- The memory of what is gone is used again.
  local junk = {}
  for i = 1, 60 do junk[i] = coroutine.wrap(function(...) local a, b, c = i, i + 1, i + 2 coroutine.yield(a, ...) return b, c end) junk[i](i) end
  for i, entry in ipairs(kept) do
    local how, get, set = unpack(entry)
    print(i, how, get())
    set(i * 10)
    print(i, how, get())
  end
end
