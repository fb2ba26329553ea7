-- story: an object saved by its finalizer lives on and is not finalized again
local saved
local n = 0
do
  local u = newproxy(true)
  local mt = getmetatable(u)
  mt.__gc = function(o) n = n + 1 saved = o end
  mt.__index = { field = "alive" }
end
collectgarbage()
print(n, type(saved), saved.field)
saved = nil
collectgarbage()
collectgarbage()
print(n, saved)
