-- story: locals of a suspended coroutine can be read and changed by level
local co = coroutine.create(function(a)
  local b = a + 1
  local function inner(x) local y = x * 2 coroutine.yield(y) return x, y end
  local p, q = inner(b)
  return a, b, p, q
end)
print(coroutine.resume(co, 1))
print(debug.getlocal(co, 1, 1)) print(debug.getlocal(co, 1, 2))
print(debug.getlocal(co, 2, 1)) print(debug.getlocal(co, 2, 2))
print(debug.setlocal(co, 1, 1, "changed"), debug.setlocal(co, 2, 1, "top"), debug.setlocal(co, 2, 99, 1))
print(coroutine.resume(co))
print(pcall(debug.getlocal, co, 1, 1))
