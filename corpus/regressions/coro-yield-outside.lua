-- story: yielding outside a coroutine is an error with the boundary message
print(pcall(coroutine.yield))
print(pcall(coroutine.yield, 1, 2))
print(pcall(function() coroutine.yield() end))
print(pcall(function() return coroutine.yield(5) end))
print(coroutine.running())
print(pcall(setmetatable({}, { __call = coroutine.yield })))
