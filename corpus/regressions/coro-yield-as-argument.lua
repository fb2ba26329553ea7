-- story: yields in argument lists, table constructors, conditions and operands keep the other temporaries
local co = coroutine.wrap(function()
  local t = { 1, coroutine.yield("a"), x = coroutine.yield("b"), coroutine.yield("c") }
  local n = 10 * coroutine.yield("d") + coroutine.yield("e")
  local s = "<" .. coroutine.yield("f") .. "|" .. coroutine.yield("g") .. ">"
  if coroutine.yield("h") and not coroutine.yield("i") then s = s .. "!" end
  for i = coroutine.yield("j"), coroutine.yield("k") do s = s .. i end
  return #t, t[2], t.x, n, s, math.max(coroutine.yield("l"), 5)
end)
local v = co()
local feed = { a = 2, b = "bx", c = 3, d = 4, e = 5, f = "F", g = "G", h = true, i = false, j = 1, k = 3, l = 9 }
local r
repeat r = { co(feed[v]) } v = r[1] until #r > 1
print(unpack(r))
