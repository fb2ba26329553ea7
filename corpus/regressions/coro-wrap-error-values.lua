-- story: wrap raises the error value, adding a position in front of strings only
local function w(...) local v = ... return coroutine.wrap(function() error(v, 0) end) end
print(pcall(w("text")))
print(pcall(w(nil)))
print(pcall(w(12)))
print(pcall(w(true)))
local t = {}
print(select(2, pcall(w(t))) == t)
print(pcall(function() w("called from Lua")() end))
print(pcall(function()
  local f = w("lines")
  f()
end))
print(pcall(coroutine.wrap(function() local x; return x.y end)))
