-- seed: an uncaught run-time error ends the program after some output
counter = 0
log = {}
local function work(item)
  counter = counter + 1
  log[#log + 1] = "item " .. item.name
  return item.value.amount * 2
end
local items = {
  { name = "first", value = { amount = 1 } },
  { name = "second", value = { amount = 2 } },
  { name = "third" },
}
for _, item in ipairs(items) do
  print(item.name, work(item))
end
print("not reached")
