-- seed: __newindex as function and table, read-only tables, tracking proxies, rawset bypass
local log = {}
local t = setmetatable({ old = 1 }, { __newindex = function(t, k, v) log[#log + 1] = k .. "=" .. tostring(v) rawset(t, k, v) end })
t.old = 2
t.new = 3
t.new = 4
t.gone = nil
print(table.concat(log, " "), t.old, t.new)
t.new = nil
t.new = "again"
print(table.concat(log, " "))
local store = {}
local redirect = setmetatable({}, { __newindex = store })
redirect.a = 1
redirect[1] = "x"
print(rawget(redirect, "a"), store.a, store[1], redirect.a)
local chain = setmetatable({}, { __newindex = setmetatable({}, { __newindex = store }) })
chain.deep = "reached"
print(store.deep)
local function readonly(t) return setmetatable({}, { __index = t, __newindex = function(_, k) error("read-only: " .. k, 2) end, __metatable = "locked" }) end
local ro = readonly { x = 1 }
print(ro.x, pcall(function() ro.x = 2 end))
print(pcall(function() ro.y = 2 end))
print(getmetatable(ro), pcall(setmetatable, ro, {}))
rawset(ro, "y", 5)
print(ro.y, pcall(function() ro.y = 6 end), ro.y)
local function track(t)
  local reads, writes = 0, 0
  return setmetatable({}, {
    __index = function(_, k) reads = reads + 1 return t[k] end,
    __newindex = function(_, k, v) writes = writes + 1 t[k] = v end,
  }), function() return reads, writes end
end
local p, stats = track {}
for i = 1, 5 do p[i] = i * i end
local s = 0
for i = 1, 5 do s = s + p[i] end
print(s, stats())
local u = newproxy(true)
getmetatable(u).__newindex = function(_, k, v) store[k] = v end
u.via = "userdata"
print(store.via, pcall(function() local x = newproxy() x.y = 1 end))
newindexed = { store = store, log = log }
