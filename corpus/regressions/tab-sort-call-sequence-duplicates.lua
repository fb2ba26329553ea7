-- story: comparisons with equal elements and with a descending order
for _, input in ipairs { { 1, 1 }, { 1, 1, 1 }, { 2, 1, 2, 1 }, { 1, 3, 2, 3, 1 }, { 7, 7, 7, 7, 7, 7 } } do
  local log = {}
  table.sort(input, function(a, b) log[#log + 1] = a .. b return a > b end)
  print(table.concat(input, ""), table.concat(log, " "))
end
