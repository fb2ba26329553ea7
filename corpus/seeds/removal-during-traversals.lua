-- seed: entries are set to nil while next, pairs and foreach traverse, and the keys that were removed are where the traversal goes on from
local function keys(n)
  local t = {}
  for i = 1, n do t["k" .. i] = i end
  return t
end
for _, n in ipairs { 1, 2, 3, 7, 8, 9, 40 } do
  local t, count, sum = keys(n), 0, 0
  for k, v in pairs(t) do t[k] = nil count, sum = count + 1, sum + v end
  print(n, count, sum, next(t))
  t, count = keys(n), 0
  local k = next(t)
  while k do
    local following = next(t, k)
    t[k] = nil
    -- It is a key no more; next still knows where it was.
    print(n, count < 3 and next(t, k) == following, (pcall(next, t, "never a key")))
    k, count = following, count + 1
  end
  print(n, count, next(t))
  t, count = keys(n), 0
  table.foreach(t, function(key) t[key] = nil collectgarbage() count = count + 1 end)
  print(n, count, next(t))
  t, count = keys(n), 0
  for key in next, t do
    t[key] = nil
    collectgarbage()
    count = count + 1
  end
  print(n, count, next(t))
end
local mixed = { 1, 2, 3, nil, 5, x = 1, y = 2, [1.5] = 3, [-1] = 4 }
local seen = 0
for k, v in pairs(mixed) do
  mixed[k] = nil
  seen = seen + v
end
print(seen, next(mixed), #mixed)
for i = 1, 20 do mixed[i] = i end
for i = 20, 1, -1 do if i % 3 ~= 0 then mixed[i] = nil end end
local left = {}
for k in pairs(mixed) do left[#left + 1] = k end
table.sort(left)
print(table.concat(left, " "))
