-- story: a __gc that cannot be called is an error when its turn comes; a callable table works
local log = {}
local function make(v) local u = newproxy(true) getmetatable(u).__gc = v end
make(true)
print(pcall(collectgarbage))
make("string")
print(pcall(collectgarbage))
make(setmetatable({}, { __call = function(_, o) log[#log + 1] = type(o) end }))
print(pcall(collectgarbage))
print(#log, log[1])
