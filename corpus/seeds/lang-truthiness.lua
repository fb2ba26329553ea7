-- seed: what counts as true or false in each construct and with each type
local values = { 0, 1, "", "false", {}, print, true }
for i, v in ipairs(values) do io.write(i, v and "T" or "F", not v and "n" or "-", " ") end
print(nil and "T" or "F", false and "T" or "F")
local function test(v)
  local r = ""
  if v then r = r .. "if" else r = r .. "else" end
  local n = 0
  while v and n < 1 do n = n + 1 end
  r = r .. n
  local m = 0
  repeat m = m + 1 until v or m == 2
  return r .. m .. tostring(not v) .. tostring(not not v)
end
print(test(nil), test(false), test(true), test(0), test(""), test({}))
local function default(v, d) if v == nil then return d end return v end
print(default(nil, 1), default(false, 1), default(0, 1), nil or 1, false or 1, 0 or 1)
print(type(nil) == "nil", nil == false, not nil == true, nil ~= false)
local t = { a = false }
print(t.a == nil, t.b == nil, t.a or "or", t.b or "or", t.a == t.b)
print(next({}) == nil, next({ false }) == nil, rawequal(nil, false), rawequal(t.a, false))
local count = 0
for k, v in pairs({ x = false, y = 0, z = "" }) do if v then count = count + 1 end end
print(count)
local b = 1 > 2
print(b, b == false, b ~= nil, tostring(b), b and 1, (b))
print(#{ false, false }, #{ true }, (function() end)() == nil)
logic = { no = false, yes = true, zero = 0, empty = "", sub = t }
