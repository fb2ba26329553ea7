-- story: global reads and writes go through the environment's metamethods
local log = {}
local env = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "r:" .. k return _G[k] end,
  __newindex = function(t, k, val) log[#log + 1] = "w:" .. k rawset(t, k, val) end,
})
local f = setfenv(function() a = 1 a = a + 1 b = type(a) local c = undefined return a, b, c end, env)
print(f())
print(table.concat(log, " "))
print(rawget(_G, "a"), rawget(env, "a"))
