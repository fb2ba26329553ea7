-- The error is blamed on the line where the call begins.
local function check(x)
  if type(x) ~= "number" then error("a number is needed", 2) end
end
print(pcall(function()
  check(
    "x"
  )
end))
