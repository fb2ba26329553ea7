-- story: a number and its text are different keys, whichever was stored first
local t = { ["1"] = "s1", [1] = "n1", ["1.5"] = "s1.5", [1.5] = "n1.5", ["0x10"] = "hex text", [16] = "sixteen" }
print(t[1], t["1"], t[1.5], t["1.5"], t["0x10"], t[0x10], t[tonumber("1")], t[tostring(1)], t["1" + 0], t[1 .. ""])
t["1"] = nil
print(t[1], t["1"], #t)
for _, k in ipairs { 1, "1", 16, "16" } do io.write(type(k), ":", tostring(t[k]), " ") end
print()
