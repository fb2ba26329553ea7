-- story: levels beyond the stack are nil, bad ones are errors
print(debug.getinfo(500), debug.getinfo(0).what, debug.getinfo(1).what)
print(pcall(debug.getinfo, "1") , pcall(debug.getinfo, nil)) print(pcall(debug.getinfo, {})) print(pcall(debug.getinfo, 1, "q")) print(pcall(debug.getinfo))
local co = coroutine.create(function() coroutine.yield() end)
print(debug.getinfo(co, 0)) coroutine.resume(co) print(debug.getinfo(co, 0, "S").what, debug.getinfo(co, 1, "l").currentline, debug.getinfo(co, 2))
local depth = 0
while debug.getinfo(depth) do depth = depth + 1 end
print(depth >= 2)
