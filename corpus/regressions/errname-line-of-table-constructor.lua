-- story: an error inside a long constructor is reported at the line of the failing element
local function f() error("element", 2) end
print(pcall(function()
  return {
    1,
    x = 2,
    f(),
    3,
  }
end))
print(pcall(function()
  return {
    [nil] = 1,
  }
end))
