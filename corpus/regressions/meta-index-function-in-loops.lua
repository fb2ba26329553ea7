-- An __index or __newindex that is a Lua function is called from the fast loop: same arguments, results, limits and errors.
local log = {}
local mt = {}
mt.__index = function(t, k, ...)
  log[#log + 1] = tostring(k) .. select("#", ...)
  if k == "deep" then return t[k] end
  if k == "bad" then return k.x.y end
  if k == "three" then return 1, 2, 3 end
  if k == "none" then return end
  if k == "make" then rawset(t, k, "made") return "first" end
  return k
end
mt.__newindex = function(t, k, v)
  if k == "bad" then error("refused " .. tostring(v), 2) end
  if k == "deep" then t[k] = v end
  rawset(t, k, v)
end
local t = setmetatable({[2] = false}, mt)
for i = 1, 3 do
  log[#log + 1] = tostring(t[i]) .. tostring(t.name) .. tostring(t[i / 2]) .. tostring(t[-i])
  t[i] = i * 10
  t["k" .. i] = i
  t.same = i
end
print(table.concat(log, " "))
print(t.three, (t.none), t.none, t.make, t.make, t[print] == print, t[nil], t[0 / 0] ~= t[0 / 0])
print(pcall(function() return t.bad end))
print(pcall(function() t.bad = 1 end))
print(pcall(function() return t.deep end))
print(pcall(function() t.deep = 1 end))
print(pcall(function() t[nil] = 1 end), pcall(function() t[0 / 0] = 1 end))
print(rawget(t, 1), rawget(t, 3), rawget(t, "k2"), rawget(t, "same"), rawget(t, "deep"))
print(coroutine.resume(coroutine.create(function()
  return setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end}).x
end)))
local up = setmetatable({}, {__index = setmetatable({}, {__index = function(_, k) return "far " .. k end})})
print(up.x, up[1], up[1.5])
local keys = setmetatable({}, {__newindex = function(s, k, v) rawset(s, k, v) end})
for i = 1, 100 do keys[i] = i keys["s" .. i] = i end
local count = 0
for k, v in pairs(keys) do count = count + v end
print(#keys, count)
