-- `not` gives a boolean: true, true, false are to be seen.
local function neither(a, b)
  local v = not (a and b)
  return v
end
print(neither(nil, 1), neither(1, nil), neither(1, 2))
