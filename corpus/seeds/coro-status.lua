-- seed: the four states of a coroutine seen from inside, from outside and from nested coroutines
local log = {}
local function s(name, co) log[#log + 1] = name .. "=" .. coroutine.status(co) end
local a, b
a = coroutine.create(function()
  s("a in a", a)
  coroutine.resume(b)
  s("b after", b)
  coroutine.yield()
  s("a resumed", a)
end)
b = coroutine.create(function()
  s("a in b", a)
  s("b in b", b)
  log[#log + 1] = "resume a from b: " .. table.concat({ tostring((coroutine.resume(a))), tostring(select(2, coroutine.resume(a))) }, " ")
  coroutine.yield()
  s("never", b)
end)
s("a", a) s("b", b)
coroutine.resume(a)
s("a", a) s("b", b)
coroutine.resume(a)
s("a", a)
print(table.concat(log, "; "))
local dead = coroutine.create(function() error("x") end)
coroutine.resume(dead)
print(coroutine.status(dead), coroutine.resume(dead))
local function nest(n)
  if n == 0 then return "bottom" end
  return n .. coroutine.wrap(function() return nest(n - 1) end)()
end
print(nest(20))
local wrapped = coroutine.wrap(function() return coroutine.status(coroutine.running()) end)
print(wrapped())
print(coroutine.running() == nil, pcall(coroutine.wrap, print))
local cos = {}
for i = 1, 5 do cos[i] = coroutine.create(function() for j = 1, i do coroutine.yield(j) end end) end
local round = 0
repeat
  round = round + 1
  local alive = 0
  for i, c in ipairs(cos) do if coroutine.status(c) ~= "dead" then alive = alive + 1 coroutine.resume(c) end end
  io.write(alive, " ")
until alive == 0
print(round)
statuses = log
