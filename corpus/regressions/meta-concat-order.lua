-- story: concatenation of three values works from the right and hands partial strings to __concat
local log = {}
local mt = { __concat = function(a, b)
  local l, r = type(a) == "table" and "T" or a, type(b) == "table" and "T" or b
  log[#log + 1] = l .. "|" .. r
  return "(" .. l .. r .. ")"
end }
local t = setmetatable({}, mt)
print("a" .. "b" .. t, t .. "a" .. "b", "a" .. t .. "b", t .. t .. t)
print(1 .. t, t .. 1, "x" .. 1 .. t .. 2 .. "y")
print(table.concat(log, "  "))
