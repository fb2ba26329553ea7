-- story: finalizers run in the reverse order of creation
local log = {}
local function make(name) local u = newproxy(true) getmetatable(u).__gc = function() log[#log + 1] = name end return u end
do local a, b, c, d = make("a"), make("b"), make("c"), make("d") end
collectgarbage()
print(table.concat(log, " "))
log = {}
local list = {}
for i = 1, 5 do list[i] = make("n" .. i) end
list[3] = nil
collectgarbage()
print(table.concat(log, " "))
list = nil
collectgarbage()
print(table.concat(log, " "))
