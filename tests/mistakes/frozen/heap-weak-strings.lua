-- Strings are values and stay in a weak table: "text 42" is to be seen, then nil for the table.
local cache = setmetatable({}, { __mode = "v" })
local n = 42
cache[1] = "text " .. n
cache[2] = {}
collectgarbage()
print(cache[1], cache[2])
