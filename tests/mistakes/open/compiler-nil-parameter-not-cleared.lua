-- A function that begins by setting its parameter to nil.
local function reset(value)
  value = nil
  return value
end
print(reset(1), reset("x"))
