-- story: weak keys drop entries of dead keys but a value that refers to its key keeps it alive in 5.1
local t = setmetatable({}, { __mode = "k" })
local keep = {}
t[keep] = "kept"
t[{}] = "dropped"
t["string key"] = {}
local function n() local c = 0 for _ in pairs(t) do c = c + 1 end return c end
collectgarbage()
print(n(), t[keep], type(t["string key"]))
do local k = {} t[k] = { back = k } end
collectgarbage()
print(n())
keep = nil
collectgarbage()
print(n())
