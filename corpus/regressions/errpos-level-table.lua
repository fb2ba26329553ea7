-- story: error levels 0, 1, 2 and 3 add no position, that of the caller, of its caller and so on
local function f(level)
  error("msg", level)
end
local function g(level)
  f(level)
end
for level = 0, 4 do
  print(level, pcall(function()
    g(level)
  end))
end
