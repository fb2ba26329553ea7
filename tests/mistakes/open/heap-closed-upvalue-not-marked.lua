-- A closure is all that still refers to a table, over a collection.
local function account(owner)
  local state = { owner = owner .. "!", sum = 0 }
  return function(n) state.sum = state.sum + n return state.owner, state.sum end
end
local pay = account("Ada")
pay(5)
collectgarbage()
local other = {}
for i = 1, 200 do other[i] = { owner = i, sum = -i } end
print(pay(7))
