-- story: hundreds of values travel through resume and yield
local co = coroutine.wrap(function(...)
  local n = select("#", ...)
  local m = select("#", coroutine.yield(n, ...))
  return m, (select(250, coroutine.yield(unpack({}, 1, 100))))
end)
local t = {}
for i = 1, 250 do t[i] = i end
print((co(unpack(t))))
print(select("#", co(unpack(t))))
print(co(unpack(t)))
