-- seed: an error in a finalizer reaches the caller of collectgarbage and the others still run later
local log = {}
local function proxy(f) local p = newproxy(true) getmetatable(p).__gc = f return p end
proxy(function() log[#log + 1] = "first" end)
collectgarbage()
print(log[1])
proxy(function() error("gc failed", 0) end)
print(pcall(collectgarbage))
print(pcall(collectgarbage))
proxy(function() error({ code = 1 }) end)
local ok, e = pcall(collectgarbage)
print(ok, type(e), type(e) == "table" and e.code)
proxy(function() log[#log + 1] = "allocating" local t = {} for i = 1, 100 do t[i] = { i } end collectgarbage("step") log[#log + 1] = #t end)
collectgarbage()
print(log[#log - 1], log[#log])
local revived, alive = {}, {}
for i = 1, 3 do
  local p = newproxy(true)
  alive[i] = p
  getmetatable(p).__gc = function(u) revived[#revived + 1] = u end
  getmetatable(p).__index = function(_, k) return k .. i end
end
alive = nil
collectgarbage()
local names = {}
for _, u in ipairs(revived) do names[#names + 1] = u.id end
print(table.concat(names, " "))
revived = nil
collectgarbage()
local weak = setmetatable({}, { __mode = "v" })
do
  local p = newproxy(true)
  getmetatable(p).__gc = function(u) log[#log + 1] = weak.p == nil and "value cleared before gc" or "still there" end
  weak.p = p
end
collectgarbage()
print(log[#log])
local weakk = setmetatable({}, { __mode = "k" })
do
  local p = newproxy(true)
  getmetatable(p).__gc = function(u) log[#log + 1] = weakk[u] or "key gone" end
  weakk[p] = "key visible in finalizer"
end
collectgarbage()
print(log[#log], type(next(weakk)))
collectgarbage()
print(next(weakk))
finalized = log
