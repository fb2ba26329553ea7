-- seed: transparent proxies that record paths of reads and writes through nested tables
local log = {}
local proxies = setmetatable({}, { __mode = "k" })
local real = setmetatable({}, { __mode = "k" })
local observe
local mt = {
  __index = function(p, k)
    local t = real[p]
    log[#log + 1] = "get " .. t.path .. "." .. tostring(k)
    local v = t.target[k]
    if type(v) == "table" then return observe(v, t.path .. "." .. tostring(k)) end
    return v
  end,
  __newindex = function(p, k, v)
    local t = real[p]
    log[#log + 1] = "set " .. t.path .. "." .. tostring(k) .. "=" .. tostring(type(v) == "table" and "table" or v)
    t.target[k] = real[v] and real[v].target or v
  end,
  __call = function(p, ...) log[#log + 1] = "call " .. real[p].path return real[p].target.call(...) end,
  __tostring = function(p) return "proxy(" .. real[p].path .. ")" end,
  __metatable = "proxy",
}
function observe(t, path)
  local cached = proxies[t]
  if cached then return cached end
  local p = {}
  real[p] = { target = t, path = path or "root" }
  proxies[t] = p
  return setmetatable(p, mt)
end
data = { user = { name = "Ann", tags = { "x", "y" } }, n = 1, call = function(...) return select("#", ...), ... end }
local p = observe(data)
p.n = p.n + 1
p.user.name = p.user.name .. "!"
p.user.tags[3] = "z"
p.user.extra = { deep = true }
local d = p.user.extra.deep
p.copy = p.user
print(p(1, nil, 2))
print(tostring(p), tostring(p.user), getmetatable(p), p.user == p.user, p.copy == p.user)
print(pcall(setmetatable, p, {}), #p, next(p))
for i, l in ipairs(log) do print(i, l) end
print(data.n, data.user.name, #data.user.tags, data.copy == data.user)
collectgarbage()
print(pcall(function() return p.missing.field end))
access_log = log
