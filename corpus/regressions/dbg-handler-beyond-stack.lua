-- story: below a message handler lie the arguments of the call that the stack has no room for
local function show()
  local out = {}
  for n = 1, 12 do local name, v = debug.getlocal(3, n) if not name then break end out[#out+1] = name .. "=" .. (type(v) == "string" and v or type(v)) end
  print(table.concat(out, " "))
end
local function handler(m) show() return m end
local function f(a, b, ...) local x, y, z = f(1) return 1 end
local function rec(kind)
  local mt = {}
  local t = setmetatable({}, mt)
  local fs = {
    index = function(t, k) local q = t[k] return q end,
    add = function(t, k) local q = 1, 2, 3 local r = t + 1 return r end,
    concat = function(t, k) local q = "a" .. t .. "b" return q end,
    eq = nil,
    lt = function(a, b) local q, r, s = a < b, 2, 3 return q end,
    newindex = function(t, k, v) t[k] = v local a, b, c, d end,
    call = function(t, x) local a = t(x) return a end,
  }
  for k, v in pairs(fs) do mt["__" .. k] = v end
  return t
end
local t = rec()
print(xpcall(function() return t.x end, handler))
print(xpcall(function() return t + 1 end, handler))
print(xpcall(function() return t .. "x" end, handler))
print(xpcall(function() return t < rec() end, handler))
print(xpcall(function() t.y = 1 end, handler))
print(xpcall(function() return (t(1)) end, handler))
local function deep(a, b, c) local x = deep(1) return x, a, b, c end
print(xpcall(deep, handler))
local function deep(a, b, c) local x = deep(1, 2, 3, 4, 5) return x, a, b, c end
print(xpcall(deep, handler))
local function deep(a, b, ...) local x = deep(1, 2, 3, 4, 5) return x, a, b, c end
print(xpcall(deep, handler))
local function deep(a, b, ...) local x = deep(1) return x, a, b, arg end
print(xpcall(deep, handler))
local function deep(a, b, ...) for i in deep, 3, 4 do local x, y, z, u, v end return x, a, b, arg end
print(xpcall(deep, handler))
