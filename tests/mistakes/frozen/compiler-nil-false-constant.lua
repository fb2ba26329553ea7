-- nil and false are two values in one function: "missing off on".
local function state(v)
  if v == nil then return "missing" end
  if v == false then return "off" end
  return "on"
end
print(state(nil), state(false), state(true))
