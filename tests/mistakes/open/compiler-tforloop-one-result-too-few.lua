-- The second variable of a generic for is nil.
local stock = { "apples", "pears", "plums" }
for i, what in ipairs(stock) do
  print(i, what)
end
