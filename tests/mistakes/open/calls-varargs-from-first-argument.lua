-- A function with a parameter and `...`.
local function join(separator, ...)
  return table.concat({ ... }, separator)
end
print(join("-", "a", "b", "c"))
