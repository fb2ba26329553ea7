-- Strings are values: they are not removed from weak tables.
local cache = setmetatable({}, { __mode = "v" })
for i = 1, 3 do
  cache[i] = "item" .. i
end
cache.table = {}
collectgarbage()
print(cache[1], cache[2], cache[3], cache.table)
