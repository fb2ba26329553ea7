-- story: debug.setlocal at level 0 sees its own arguments, but none behind those that it takes
for n = 1, 6 do print(n, debug.setlocal(0, n, nil, nil, nil)) end
print(coroutine.wrap(function()
  local co, names = coroutine.running(), {}
  for n = 1, 6 do names[n] = tostring(debug.setlocal(co, 0, n, nil, nil, nil)) end
  return unpack(names)
end)())
local function handler(message)
  local names = {}
  for n = 1, 6 do names[n] = tostring(debug.getlocal(2, n)) end
  return message .. table.concat(names, " ")
end
print(xpcall(function() return (debug.setlocal(0, "x", nil, nil, nil)) end, handler))
print(xpcall(function() return (debug.setlocal(coroutine.create(print), 0, "x", nil, nil, nil)) end, handler))
