-- A function that uses `...` has no `arg` table.
local function count(...)
  return select("#", ...), arg
end
print(count(1, 2, 3))
