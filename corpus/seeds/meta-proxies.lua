-- seed: userdata proxies: newproxy with and without metatable, sharing, wrapping tables completely
local plain, fresh = newproxy(), newproxy(true)
local shared = newproxy(fresh)
print(type(plain), getmetatable(plain), type(getmetatable(fresh)), getmetatable(shared) == getmetatable(fresh))
print(newproxy(false) ~= nil, pcall(newproxy, 1), pcall(newproxy, {}))
print(pcall(newproxy, plain))
local function lt(a, b) return #a < #b end
local function wrap(t)
  local p = newproxy(true)
  local mt = getmetatable(p)
  mt.__index, mt.__newindex = t, t
  mt.__len = function() return #t end
  mt.__call = function(_, i) return t[i] end
  mt.__tostring = function() return "wrap(" .. table.concat(t, ",") .. ")" end
  mt.__add = function(a, b) t[#t + 1] = type(a) == "userdata" and b or a return p end
  mt.__unm = function() local r = {} for i = #t, 1, -1 do r[#r + 1] = t[i] end return wrap(r) end
  mt.__eq = function() return true end
  mt.__lt = lt
  mt.__concat = function(a, b) return tostring(a) .. tostring(b) end
  return p
end
local w = wrap { 1, 2, 3 }
w[4] = 4
print(#w, w[4], w(2), tostring(w))
print(tostring(w + 5 + 6), tostring(7 + w), tostring(-w))
local x = wrap { 9 }
print(x < w, w < x, x > w, w .. x, w .. "!", "!" .. x)
print(w == x, w == w, w == plain, pcall(function() return w <= x end))
local a = newproxy(true)
local b = newproxy(a)
getmetatable(a).__eq = function() return "same" end
getmetatable(a).__le = function() return nil end
print(a == b, a ~= b, a <= b, a >= b)
local keys = { [a] = "ka", [b] = "kb" }
print(keys[a], keys[b], keys[plain])
print(pcall(function() return plain.x end), pcall(function() plain.x = 1 end), pcall(function() return plain() end))
wrapped = { first = tostring(w), len = #w }
