-- Level 2 of a function that was tail-called has no position: the bare message is to be seen.
local function check(v)
  if not v then error("no value", 2) end
  return v
end
local function get(v) return check(v) end
print(pcall(function()
  local x = get(nil)
  return x
end))
