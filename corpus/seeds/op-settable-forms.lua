-- seed: SETTABLE with every mix of register and constant key and value, on locals, upvalues and globals
local t = {}
local k, v = "key", "value"
t.a = 1
t.b = v
t[k] = 2
t[k .. "2"] = v .. "2"
t[1] = "array"
t[2] = t[1]
t[1.5] = nil
t[true] = false
t[#t + 1] = #t
print(t.a, t.b, t.key, t.key2, t[1], t[2], t[3], t[1.5], t[true])

g = { inner = {} }
g.x = 5
g.inner.y = g.x + 1
g.inner[g.x] = g
print(g.x, g.inner.y, g.inner[5] == g, g.inner[5].inner.y)

local function set(kk, vv)
  t[kk] = vv
  t.fixed = vv
  t[kk], t.other = vv, kk
  return t
end
print(set("dyn", 42).dyn, t.fixed, t.other)
set("dyn", nil)
print(t.dyn, t.fixed)

print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0 / 0] = 1 end))
t[nil or "default"] = "d"
print(t.default)

local i = 1
i, t[i] = i + 1, "evaluated first"
print(i, t[1], t[2])
written = t
