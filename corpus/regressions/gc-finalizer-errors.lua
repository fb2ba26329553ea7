-- story: an error in a finalizer comes out of collectgarbage and other finalizers run in later cycles
local log = {}
local function make(f) local u = newproxy(true) getmetatable(u).__gc = f end
make(function() error("in gc", 0) end)
print(pcall(collectgarbage))
print(pcall(collectgarbage))
make(function() log[#log + 1] = "older" end)
make(function() error({ "table" }) end)
local ok, e = pcall(collectgarbage)
print(ok, type(e))
collectgarbage()
print(log[1])
make(function() local x; return x.y end)
print(pcall(collectgarbage, "collect"))
