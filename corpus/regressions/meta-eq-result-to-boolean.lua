-- story: the result of __eq is converted to a boolean and negated for ~=
for _, r in ipairs { true, false, 0, "", "x" } do
  local mt = { __eq = function() return r end }
  local a, b = setmetatable({}, mt), setmetatable({}, mt)
  print(tostring(r), a == b, a ~= b, not (a == b))
end
local mt = { __eq = function() return end }
print(setmetatable({}, mt) == setmetatable({}, mt))
mt.__eq = function() return nil, true end
print(setmetatable({}, mt) == setmetatable({}, mt))
