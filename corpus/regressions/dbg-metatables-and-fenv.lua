-- story: debug.getmetatable, setmetatable, getfenv and setfenv ignore protection and work on every type
local t = setmetatable({}, { __metatable = "locked", __index = { v = 1 } })
print(getmetatable(t), debug.getmetatable(t).__index.v, debug.setmetatable(t, nil) == t, t.v, getmetatable(t))
print(debug.setmetatable(10, { __index = { ten = "yes" } }), (5).ten, debug.setmetatable(10, nil))
local env = { e = 1 }
local f = loadstring("return e")
print(debug.setfenv(f, env) == f, f(), debug.getfenv(f) == env, debug.getfenv(print) ~= nil, debug.getfenv(1), debug.getfenv("s"))
local co = coroutine.create(function() return loadstring("return e")() end)
print(debug.setfenv(co, env) == co, debug.getfenv(co) == env, coroutine.resume(co))
print(pcall(debug.setfenv, 1, env)) print(pcall(debug.setfenv, f, nil)) print(pcall(debug.setmetatable, t, 1)) print(type(debug.getregistry()))
