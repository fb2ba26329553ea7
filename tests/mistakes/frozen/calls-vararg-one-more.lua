-- Missing values of `...` are nil: "x nil nil" is to be seen.
local function pack(name, ...)
  local a, b, c = ...
  return a, b, c
end
print(pack("name", "x"))
