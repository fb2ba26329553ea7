-- seed: table constructor evaluation order, duplicate keys, nil values and trailing separators
local order = {}
local function e(v) order[#order + 1] = tostring(v) return v end
local t = { e(1), x = e("vx"), [e("k")] = e("vk"), e(2), [e(3)] = e("three"), e("third") }
print(table.concat(order, " "))
print(t[1], t.x, t.k, t[2], t[3])
local d = { a = 1, a = 2, ["a"] = 3 }
print(d.a)
local n = { nil, 2, nil }
print(n[1], n[2], n[3])
local m = { 1, nil, 3 }
print(m[3], select("#", unpack(m, 1, 3)))
print(#{ 1, 2, 3, }, #{ 1; 2; }, #{ { }, { } })
local cyc = {}
cyc.self = cyc
cyc.list = { cyc, cyc }
print(cyc.self.self == cyc, cyc.list[1] == cyc.list[2])
local function mk(...) return { n = select("#", ...), ... } end
local v = mk("a", nil, "c", nil)
print(v.n, v[1], v[2], v[3], v[4])
local f = { print, type = type, [1] = "shadowed" }
print(f.type(f), type(f[1]))
local mixed = { 10, [2] = "hash two", 20, [3] = "hash three", 30 }
print(mixed[1], mixed[2], mixed[3])
local tree = { value = 1, { value = 2, { value = 3 } }, { value = 4 } }
local function walk(x, depth) io.write(("  "):rep(depth), x.value, "\n") for _, c in ipairs(x) do walk(c, depth + 1) end end
walk(tree, 0)
constructed = { cyc = cyc, tree = tree, v = v }
