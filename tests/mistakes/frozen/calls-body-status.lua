-- A coroutine that has returned: "dead", then false with the reason.
local co = coroutine.create(function(n) return n + 1 end)
print(coroutine.resume(co, 1))
print(coroutine.status(co))
print(coroutine.resume(co))
