-- story: replacing a metatable or handler takes effect at the next operation, not in the running one
local mt = {}
mt.__add = function(a, b)
  mt.__add = function() return "second" end
  return "first"
end
local t = setmetatable({}, mt)
print(t + t, t + t)
mt.__index = function(x, k) mt.__index = { late = "table now" } return "function" end
print(t.late, t.late, t.other)
mt.__eq = function() return true end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a == b) mt.__eq = nil print(a == b) mt.__eq = function() return true end print(a == b)
