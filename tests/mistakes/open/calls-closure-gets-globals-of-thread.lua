-- A closure inherits the environment of the function that makes it.
local function module()
  name = "inner"
  return function() return name end
end
name = "outer"
setfenv(module, {})
print(module()(), name)
