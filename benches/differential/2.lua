print(function(...)
  return 888
end, "hello world")
for n1 = -2 % 2, 2, 0.5 do
  do
    local b2, i3 = false, -2
    local i4, t5 = i3, {[1] = i3, tostring("+-5A]b"), [2] = b2, i3}
    local c8 = coroutine.create(function(v6, v7)
      print(4 ~= i4, nil)
      coroutine.yield(v6)
      return 1e100, t5, unpack({})
    end)
    print(coroutine.resume(c8, t5, (i4), unpack({2, 5, 8, 3, 351, 5})))
    print(coroutine.resume(c8, c8))
    print(coroutine.status(c8))
  end
end
print(pcall(string.format, ("%s"):format(string.format("%s %d %q", true and "t" or "f", 39, "\255\254")), function(...)
  return 7
end))
local c14 = coroutine.create(function(v9, ...)
  local v10 = coroutine.yield(v9)
  local v11, v12 = coroutine.yield(v10, ...)
  do
    v10 = 2 < 59.375 and -"2" or -39.625
    print(pcall(string.format, "%c", "inf"))
    local c13 = coroutine.create(function(...)
      return -2
    end)
    print(coroutine.resume(c13, v11, 27 ~= ((false and 4) or 0) and "1e1" ^ 2 / "4" or (0.5 - 0.1) / (tonumber("ff", 16) + tonumber("zz", 36))))
  end
  return v11, v12
end)
for x15 = 1, 7 do
  print(x15, coroutine.resume(c14, x15, 3))
end
print(coroutine.status(c14))
print(pcall(os.setlocale))
G16 = 30
