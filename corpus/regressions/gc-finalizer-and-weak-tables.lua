-- story: finalized objects leave weak values before and weak keys after their finalizer
local values, keys = setmetatable({}, { __mode = "v" }), setmetatable({}, { __mode = "k" })
local seen
do
  local u = newproxy(true)
  getmetatable(u).__gc = function(o) seen = tostring(values.u) .. " " .. tostring(keys[o]) end
  values.u, keys[u] = u, "still a key"
end
collectgarbage()
print(seen)
collectgarbage()
print(next(values), next(keys))
