-- An argument too many does not become the value of a local.
local function area(w, h)
  local unit
  return w * h, unit
end
print(area(2, 3))
print(area(2, 3, "cm"))
