-- story: the sequence of comparisons table.sort makes for small arrays
for _, input in ipairs { { 1 }, { 2, 1 }, { 1, 2 }, { 3, 1, 2 }, { 1, 2, 3 }, { 3, 2, 1 }, { 4, 3, 2, 1 }, { 1, 2, 3, 4, 5 }, { 5, 4, 3, 2, 1, 0 } } do
  local log = {}
  table.sort(input, function(a, b) log[#log + 1] = a .. "<" .. b return a < b end)
  print(table.concat(input, ""), table.concat(log, " "))
end
