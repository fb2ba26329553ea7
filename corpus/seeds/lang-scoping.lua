-- seed: lexical scoping, shadowing, local function visibility, repeat scope, loop variable scope
x = "global"
local x1 = x
local x = "outer"
print(x, _G.x, x1)
do
  local x = x .. "+inner"
  print(x)
  local x = x .. "+again"
  print(x)
  do x = "assigned" end
  print(x)
end
print(x)
local function f(x) x = x or "param" return x end
print(f(), f("given"), x)
for x = 1, 2 do io.write(x, " ") local x = "body" io.write(x, " ") end
print(x)
local i = 0
repeat local x = i i = i + 1 until x >= 2
print(i, x)
local y = y
print(y)
y = 5
local z = function() return z end
print(z())
z = z() or "now"
print(z)
local a, a, b = 1, 2, 3
print(a, b)
local function shadow(p, p) return p end
print(shadow("first", "second"))
if true then local x = "then" print(x) else local x = "else" end
while true do local x = "while" print(x) break end
print(x)
local function outer()
  local function get() return x end
  local x = "too late"
  return get(), x
end
print(outer())
do local print = function(...) return select("#", ...) end n = print(1, 2, 3) end
print(n)
scoped = { x = x, global = _G.x }
