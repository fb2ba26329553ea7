-- story: resuming coroutines inside coroutines without end is refused as a C stack overflow
local depth = 0
local function nest()
  depth = depth + 1
  local co = coroutine.create(nest)
  local ok, e = coroutine.resume(co)
  if not ok then return e end
  return e
end
local r = nest()
print(type(r), tostring(r):match("C stack overflow"))
print(depth > 50 and depth < 1000)
print(coroutine.resume(coroutine.create(function() return "still works" end)))
