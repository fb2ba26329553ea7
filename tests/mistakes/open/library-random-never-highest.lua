-- Throws of a die.
math.randomseed(42)
local counts = { 0, 0, 0, 0, 0, 0 }
for i = 1, 200 do
  local n = math.random(1, 6)
  counts[n] = counts[n] + 1
end
print(table.concat(counts, " "))
