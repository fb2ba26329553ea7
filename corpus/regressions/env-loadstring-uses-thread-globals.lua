-- story: loadstring and load give the new chunk the global environment, not the caller's
x = "global x"
local function f()
  setfenv(1, { loadstring = loadstring, load = load, x = "local env x" })
  local once
  return x, loadstring("return x")(), load(function() if not once then once = true return "return x" end end)()
end
print(f())
local env = { x = "thread env" }
local co = coroutine.wrap(function() setfenv(0, env) return loadstring("return x")() end)
print(co(), x)
