-- story: setlocal returns the name, works on parameters and loop variables, and nil past the end
local function f(a)
  local b = 1
  print(debug.setlocal(1, 1, "A"), debug.setlocal(1, 2, "B"), debug.setlocal(1, 99, 0))
  print(a, b)
  for i = 1, 3 do debug.setlocal(1, 6, i * 10) io.write(i, " ") end
  print()
  local g = function() return b end
  debug.setlocal(1, 2, "through upvalue")
  print(g())
end
f("a")
print(pcall(debug.setlocal, 99, 1, 1)) print(pcall(debug.setlocal, 1, 1)) print(pcall(debug.setlocal, "x", 1, 1))
