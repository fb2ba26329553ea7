-- story: a tail call to a function with more registers than its caller's: all of them keep what they hold alive
local function fresh(n) return ("x"):rep(3) .. n end
local function big()
  local a, b, c, d, e, f, g, h = fresh(1), {fresh(2)}, fresh(3), {fresh(4)}, fresh(5), {fresh(6)}, fresh(7), {fresh(8)}
  local i, j, k, l, m, n, o, p = fresh(9), {fresh(10)}, fresh(11), {fresh(12)}, fresh(13), {fresh(14)}, fresh(15), {fresh(16)}
  collectgarbage()
  local waste = {}
  for x = 1, 100 do waste[x] = {fresh(x)} end
  return table.concat({a, b[1], c, d[1], e, f[1], g, h[1], i, j[1], k, l[1], m, n[1], o, p[1], #waste}, " ")
end
local function small() return big() end
print(small())
print(coroutine.wrap(function() return small() end)())
print(pcall(small))
