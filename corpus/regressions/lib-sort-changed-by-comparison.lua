-- story: the item in the middle is read once for two comparisons, though the first one changes the table
local t = { nil, 1, 0 }
table.sort(t, function(a, b)
  table.insert(t, 0)
  return b
end)
print(unpack(t, 1, table.maxn(t)))
for seed = 1, 300 do
  local state = seed
  local function random(n)
    state = (state * 16807) % 2147483647
    return state % n + 1
  end
  local items, calls = {}, {}
  for i = 1, 3 + seed % 9 do items[i] = random(9) end
  local ok, message = pcall(table.sort, items, function(a, b)
    calls[#calls + 1] = tostring(a) .. "<" .. tostring(b)
    local i, n = random(4), random(3)
    if i == 1 then items[random(#items + 1)] = random(9)
    elseif i == 2 and n == 1 then table.insert(items, random(#items + 1), random(9))
    elseif i == 3 and n == 1 and #items > 1 then table.remove(items, random(#items)) end
    return (a or 0) < (b or 0)
  end)
  local shown = {}
  for i = 1, table.maxn(items) do shown[i] = tostring(items[i]) end
  print(seed, ok, message, table.concat(shown, " "), table.concat(calls, " "))
end
