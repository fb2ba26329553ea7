-- story: each metamethod call is a C boundary except __call
local function try(name, f) print(name, coroutine.resume(coroutine.create(f))) end
local y = function() return coroutine.yield("yielded") end
local mt = { __index = y, __newindex = y, __add = y, __unm = y, __concat = y, __eq = y, __lt = y, __le = y, __call = y, __tostring = y }
local a, b = setmetatable({}, mt), setmetatable({}, mt)
try("index", function() return a.x end)
try("newindex", function() a.x = 1 end)
try("add", function() return a + 1 end)
try("unm", function() return -a end)
try("concat", function() return a .. "x" end)
try("eq", function() return a == b end)
try("lt", function() return a < b end)
try("le", function() return a <= b end)
try("call", function() return a() end)
try("tostring", function() return tostring(a) end)
