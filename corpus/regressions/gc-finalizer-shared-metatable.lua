-- story: newproxy(proxy) shares the metatable and so the finalizer
local n = 0
local first = newproxy(true)
getmetatable(first).__gc = function() n = n + 1 end
do local a, b = newproxy(first), newproxy(first) end
collectgarbage()
print(n)
first = nil
collectgarbage()
print(n)
local plain = newproxy(false)
print(getmetatable(plain), pcall(newproxy, plain)) print(pcall(newproxy, {})) print(pcall(newproxy, "x")) print(type(newproxy()))
