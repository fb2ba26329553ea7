-- seed: what coroutine.status and running say of each coroutine involved, before, during and after errors at every depth
local function name(co, names) return names[co] or "main" end
local names, log = {}, {}
local function note(what) log[#log + 1] = what .. " " .. name(coroutine.running(), names) end
local outer
outer = coroutine.create(function(mode)
  note("outer begins")
  local inner
  inner = coroutine.create(function()
    names[inner] = "inner"
    note("inner: outer is " .. coroutine.status(outer))
    print("resume of what has resumed:", coroutine.resume(outer))
    if mode == "error" then error("inner fails", 0) end
    if mode == "yield" then coroutine.yield("y") end
    if mode == "deep" then
      local third = coroutine.create(function() error({ code = 7 }) end)
      print(coroutine.resume(third))
      print(coroutine.status(third), coroutine.status(inner), coroutine.status(outer))
    end
    return "done"
  end)
  print("inner", coroutine.resume(inner))
  print(coroutine.status(inner), coroutine.status(outer))
  print("self", coroutine.resume(outer))
  print(pcall(coroutine.wrap(function() error("wrapped fails", 0) end)))
  print(coroutine.status(outer), coroutine.running() == outer)
  note("outer ends")
  coroutine.yield(coroutine.status(outer))
  error("outer fails", 0)
end)
names[outer] = "outer"
for _, mode in ipairs { "return", "error", "yield", "deep" } do
  if mode ~= "return" then
    -- The same again, in a fresh coroutine.
    local again = coroutine.create(function(m)
      local inner = coroutine.create(function() if m == "error" then error("e", 0) elseif m == "yield" then coroutine.yield(1) end return 2 end)
      print(m, coroutine.resume(inner))
      print(m, coroutine.status(inner), coroutine.running() ~= nil, coroutine.resume(inner))
      print(m, coroutine.status(inner), coroutine.resume(inner))
    end)
    print(mode, coroutine.resume(again, mode))
    print(mode, coroutine.status(again), coroutine.running())
  else
    print(coroutine.resume(outer, "deep"))
    print(coroutine.status(outer), coroutine.running())
    print(coroutine.resume(outer))
    print(coroutine.status(outer), coroutine.resume(outer))
  end
end
print(table.concat(log, "\n"))
