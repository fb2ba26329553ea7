-- seed: numbers as table keys: integer-valued floats, fractions, large values and string lookalikes
local t = {}
t[1] = "one"
t[1.0] = "one again"
t[2 / 2] = "one more"
t["1"] = "string one"
print(t[1], t["1"], t[3 - 2], t[1e0])
t[2 ^ 53] = "big"
print(t[9007199254740992], t[2 ^ 53 + 1], t[2 ^ 53 - 1])
t[0.1 + 0.2] = "sum"
print(t[0.3], t[0.1 + 0.2], t[0.30000000000000004])
t[-1] = "neg" t[0] = "zero" t[1.5] = "frac" t[1e300] = "huge" t[-1e-300] = "tiny"
print(t[-1], t[0], t[3 / 2], t[1e300], t[-1e-300], t[-1e-301])
local arr = {}
for i = 1, 10, 0.5 do arr[i] = i end
print(#arr, arr[1.5], arr[10], arr[10.5])
local n = 0
for k in pairs(arr) do n = n + 1 end
print(n)
local list = {}
for i = 0.5, 4.5 do list[i + 0.5] = i end
print(#list, list[1], list[5])
for i, v in ipairs(list) do io.write(i, "=", v, " ") end
print()
local keys = {}
for k in pairs({ [3] = 1, [1.5] = 1, [-2] = 1, [100] = 1, x = 1 }) do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " "))
local m = { [1] = "a", [2] = "b", [4] = "d" }
print(m[2.0], m[4], next({ [7] = "seven" }))
print(rawequal(1, 1.0), ({ [1] = "x" })[1.0], ({ "x" })[0 + 1])
indexed = t
