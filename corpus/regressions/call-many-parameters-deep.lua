-- story: a vararg function with many fixed parameters copies them above its arguments; wherever the stack ends, there is room
local names = {}
for i = 1, 120 do names[i] = "a" .. i end
local list = table.concat(names, ", ")
local f = assert(loadstring("local f f = function(n, " .. list .. ", ...) if n == 0 then return a1, a120, select('#', ...) end " ..
  "local x, y, z = f(n - 1, " .. list .. ", ...) return x, y, z end return f"))()
for depth = 1, 40 do
  assert(f(depth, 1) == 1)
end
print(f(50, unpack(names)))
print(f(31, unpack(names, 1, 120)))
print(coroutine.wrap(function() return f(45, 7, unpack(names)) end)())
