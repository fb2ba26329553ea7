-- What only a closure holds stays alive: "10 1 10" is to be seen.
local function make()
  local list = {}
  for i = 1, 10 do list[i] = "item " .. i end
  return function() return list end
end
local get = make()
collectgarbage()
local others = {}
for i = 1, 500 do others[i] = { i, "other " .. i, {} } end
print(#get(), get()[1], get()[10])
