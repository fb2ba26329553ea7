-- Enough tables for collections to come in the middle of a Lua function: "5000 last".
local function build(n)
  local list, last = {}, "last"
  for i = 1, n do list[i] = { i, { i } } end
  return #list, last
end
print(build(5000))
