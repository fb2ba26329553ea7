-- A third variable is nil in each round: "a nil", "b nil", "c nil".
for i, v, note in ipairs { "a", "b", "c" } do
  print(v, note)
  note = "noted " .. i
end
