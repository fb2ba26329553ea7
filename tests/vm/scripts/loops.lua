-- for loops: coercions, closures, iterators; upvalues shared after errors.
local function W(...)
  print(...)
end
for i = "1", "3" do
  W(i, " ", type(i), " ")
end
print()
for i = 1, "0x3" do
  W(i, " ")
end
print()
for i = 3, 1, "-1" do
  W(i, " ")
end
print()
print(pcall(function()
  for i = "x", 2 do
  end
end))
print(pcall(function()
  for i = 1, {} do
  end
end))
print(pcall(function()
  for i = 1, 2, nil do
  end
end))
print(pcall(function()
  for i = nil, 2, "y" do
  end
end))
print(pcall(function()
  for i = 1, nil, {} do
  end
end))
for i = 1, 3 do
  local j = i
  i = 10
  W(j, " ", i, " ")
end
print()
for i = 1, 0 do
  print"no"
end
for i = 1, 2, 0 do
  print"zero"
  break
end
for i = 0.1, 0.5, 0.1 do
  W(i, " ")
end
print()
for i = 1, math.huge do
  if i > 3 then
    break
  end
  W(i, " ")
end
print()
for i = 0 / 0, 1 do
  print"nan"
end
for i = 1, -math.huge, -math.huge do
  W(i, " ")
  break
end
print()
for i = -1, 1, 0.5 do
  W(i, " ")
end
print()
local fs = {}
for i = 1, 3 do
  fs[i] = function()
    i = i + 1
    return i
  end
end
print(fs[1](), fs[1](), fs[2](), fs[3]())
local fs = {}
for k, v in pairs{a = 1} do
  fs[1] = function()
    v = v + 1
    return k, v
  end
end
print(fs[1]())
print(fs[1]())
local gs = {}
local i = 0
while i < 3 do
  i = i + 1
  local j = i
  gs[i] = function()
    j = j + 1
    return j, i
  end
end
print(gs[1](), gs[2](), gs[1]())
local rs = {}
local i = 0
repeat
  local j = i
  rs[#rs + 1] = function()
    return j
  end
  i = i + 1
until j >= 2
print(rs[1](), rs[3]())
local bs = {}
for i = 1, 5 do
  local k = i
  bs[i] = function()
    k = k + 1
    return k
  end
  if i == 3 then
    break
  end
end
print(bs[3](), bs[1]())
print(pcall(function()
  for a in 5 do
  end
end))
print(pcall(function()
  for a in nil do
  end
end))
print(pcall(function()
  local t = {}
  for a in t.x do
  end
end))
print(pcall(function()
  for a in {} do
  end
end))
print(pcall(function()
  for a in pairs() do
  end
end))
print(pcall(function()
  for a in pairs(nil) do
  end
end))
print(pcall(function()
  for a in ipairs() do
  end
end))
for a in setmetatable({n = 0}, {__call = function(s, st, c)
  s.n = s.n + 1
  if s.n < 4 then
    return s.n
  end
end}) do
  W(a, " ")
end
print()
for a, b, c, d in function(s, c)
  if c < 3 then
    return c + 1, s
  end
end, "st", 0 do
  W(tostring(a), " ", tostring(b), " ", tostring(c), " ", tostring(d), " ")
end
print()
for a in coroutine.wrap(function()
  for i = 1, 3 do
    coroutine.yield(i)
  end
end) do
  W(a, " ")
end
print()
print(pcall(function()
  for a in function()
    error("it")
  end do
  end
end))
print(pcall(function()
  for a in error do
  end
end))
print(pcall(function()
  for a in error, "msg" do
  end
end))
print(pcall(function()
  for a in string.gmatch("abc") do
  end
end))
print(pcall(function()
  for w in string.gmatch("a b", "%a") do
    W(w, " ")
  end
  print()
end))
print(pcall(function()
  for k in next, {1, 2, 3} do
    W(k, " ")
  end
  print()
end))
local t = {1, 2, 3, x = 1}
for k in pairs(t) do
  t[k] = nil
end
print(next(t))
print(pcall(function()
  local t = {a = 1, b = 2, c = 3}
  for k in pairs(t) do
    t[k] = nil
    t[k .. "x"] = 1
    t[1] = 1
    t[2] = 2
    t[3] = 3
    t[4] = 4
    t[5] = 5
  end
end) == nil)
for i, v in ipairs{1, 2, nil, 4} do
  W(i, " ")
end
print()
for i, v in ipairs(setmetatable({}, {__index = function(t, i)
  if i < 4 then
    return i
  end
end})) do
  W(i, " ")
end
print("raw")
local a, b = ipairs{}
local c = ipairs{}
print(a == c, pairs{} == next, pairs{} == pairs{})
local ok, e = pcall(function()
  local a = 1
  local f = function()
    return a
  end
  a = 2
  error(f)
end)
print(ok, e())
local x = {}
for i = 1, 3 do
  pcall(function()
    local y = i
    x[i] = function()
      y = y + 1
      return y
    end
    error"z"
  end)
end
print(x[1](), x[1](), x[2]())
local s1, g1
do
  local v = 0
  s1 = function(n)
    v = n
  end
  g1 = function()
    return v
  end
  pcall(function()
    s1(5)
    error()
  end)
end
print(g1())
s1(7)
print(g1())
