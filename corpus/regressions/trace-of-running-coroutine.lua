-- story: a traceback taken inside a coroutine ends at the coroutine's body
local co = coroutine.wrap(function()
  local function f() local s = debug.traceback("inside") return s end
  local s = f()
  coroutine.yield(s)
  local s2 = debug.traceback(coroutine.running(), "by thread")
  return s2
end)
print(co())
print(co())
local function g() return debug.traceback("as body of tail") end
print(coroutine.wrap(function() return g() end)())
