-- story: an uncaught error with level 2 blames the line of the caller (uncaught)
local function check(v)
  if type(v) ~= "number" then error("number wanted, got " .. type(v), 2) end
  return v
end
checked = check(5)
print(checked)
checked = check("five")
