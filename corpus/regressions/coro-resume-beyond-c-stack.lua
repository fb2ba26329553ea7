-- story: resuming in a message handler beyond the C stack's end costs a coroutine that has not begun its function, one that waits nothing
local fresh, yielded, log = {}, {}, {}
for i = 1, 250 do
  fresh[i] = coroutine.create(function(...) return "fr", ... end)
  yielded[i] = coroutine.create(function(...) return "got", coroutine.yield(...) end)
  coroutine.resume(yielded[i], i)
end
local depth = 0
print(xpcall(error, function()
  depth = depth + 1
  local d = depth
  local a, b, c = coroutine.resume(fresh[d], d)
  local e, f, g = coroutine.resume(yielded[d], d)
  local h, k, l = coroutine.resume(fresh[d], d)
  log[#log + 1] = d .. " " .. tostring(a) .. " " .. tostring(b) .. " " .. tostring(c) .. " " .. tostring(e) .. " " .. tostring(f) .. " " .. tostring(g) .. " " .. tostring(l)
    .. " " .. tostring(k) .. " " .. coroutine.status(fresh[d]) .. " " .. coroutine.status(yielded[d])
  error()
end))
print(depth)
print(table.concat(log, "\n"))
for d = 190, 222 do
  print(d, coroutine.status(fresh[d]), coroutine.status(yielded[d]))
  print(debug.traceback(fresh[d]), debug.traceback(yielded[d]))
  print(coroutine.resume(fresh[d], "again"))
  print(coroutine.resume(yielded[d], "again"))
end
