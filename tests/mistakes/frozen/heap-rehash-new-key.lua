-- The order of a traversal of lists that have grown beside a name.
for n = 1, 12 do
  local t, keys = { name = "n" }, {}
  for i = 1, n do t[i] = i end
  for k in pairs(t) do keys[#keys + 1] = tostring(k) end
  print(table.concat(keys, " "))
end
