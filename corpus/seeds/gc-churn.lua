-- seed: heavy allocation of every collectable type with collections in between; survivors must be intact
local survivors = {}
for round = 1, 5 do
  for i = 1, 100 do
    local s = "str" .. round .. "-" .. i
    local t = { s, nested = { i, { s } } }
    local f = function() return s, t end
    local co = coroutine.create(function(x) local y = coroutine.yield(x .. s) return y, f() end)
    coroutine.resume(co, ">")
    if i % 25 == 0 then survivors[#survivors + 1] = { s = s, t = t, f = f, co = co } end
  end
  if round % 2 == 0 then collectgarbage() else collectgarbage("step", 50) end
end
collectgarbage()
local ok = 0
for i, v in ipairs(survivors) do
  local s, t = v.f()
  local alive, y, s2, t2 = coroutine.resume(v.co, i)
  if s == v.s and t == v.t and alive and y == i and s2 == s and t2 == t and t.nested[2][1] == s then ok = ok + 1 end
end
print(#survivors, ok, survivors[1].s, survivors[20].s)
local parts = {}
for i = 1, 200 do parts[#parts + 1] = ("%03d"):format(i) if #parts > 10 then parts = { table.concat(parts) } collectgarbage("step") end end
local joined = table.concat(parts)
print(#joined, joined:sub(1, 12), joined:sub(-9))
local cyc = {}
for i = 1, 100 do local a, b = {}, {} a.b, b.a, a.prev = b, a, cyc cyc = i % 10 == 0 and {} or a end
collectgarbage()
local depth, n = 0, cyc
while n.prev do depth = depth + 1 n = n.prev end
print(depth)
local interned = {}
for i = 1, 50 do interned["key" .. i] = i end
collectgarbage()
local sum = 0
for i = 1, 50 do sum = sum + interned["key" .. i] end
print(sum)
churned = { sum = sum, names = { survivors[3].s, survivors[7].s } }
