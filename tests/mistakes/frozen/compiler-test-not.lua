-- A default is filled in only where an argument is missing.
local function greet(name)
  if not name then name = "world" end
  return "hello " .. name
end
print(greet(), greet("moon"))
