-- seed: GETTABLE with constant, register, boolean, float, long string and nested keys
local t = {
  name = "n", [1] = "one", [2.5] = "two and a half", [true] = "yes", [false] = "no",
  [-1] = "minus", [0] = "zero", [1e100] = "huge", ["with space"] = "space",
}
local k1, k2, k3 = "name", 2.5, true
print(t.name, t["name"], t[k1])
print(t[1], t[2.5], t[k2], t[5 / 2])
print(t[true], t[k3], t[false], t[not k3])
print(t[-1], t[0], t[-0], t[1e100], t["with space"])
print(t.absent, t[3], t[nil], t[0 / 0])
local deep = { a = { b = { c = { d = "bottom" } } } }
print(deep.a.b.c.d, deep["a"]["b"].c["d"])
local list = { { 1, 2 }, { 3, 4 } }
local sum = 0
for i = 1, #list do
  for j = 1, #list[i] do
    sum = sum + list[i][j] * (i * 10 + j)
  end
end
print(sum)
local s = "method source"
print(s.len == string.len, s.nothing)
print(("x").rep == string.rep, s:len())
local long = string.rep("k", 100)
t[long] = "long"
print(t[string.rep("k", 99) .. "k"])
local up = t
local function closure(k) return up[k], up.name, up[1] end
print(closure("with space"))
index_result = { sum = sum, deep = deep, again = deep.a }
