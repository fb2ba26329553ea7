-- seed: string and number coercion in arithmetic, concatenation, comparison, loops and library calls
print("10" + 1, "10" * "2", "3" ^ "2", "7" - 2, 10 / "4", "9" % 4, -"3")
print("0x1F" + 0, " 12 " + 0, "1e2" + 0, ".5" + 0, "5." + 0, "\t7\n" + 0)
print(1 .. "", 1.0 .. "", -0.5 .. "", 1e20 .. "", 2 ^ 31 .. "", 10 / 2 .. "")
print(10 == "10", "10" == "10", 10 .. "" == "10", tostring(10) == "10", tonumber("10") == 10)
print(pcall(function() return "abc" + 1 end))
print(pcall(function() return "10" < 5 end))
print(pcall(function() return {} .. "x" end))
print(pcall(function() return "" + 1 end))
print(pcall(function() return "1 2" + 0 end))
print(string.rep("ab", "3"), ("x"):rep(2.9), string.sub("hello", "2", "4"))
print(math.floor("3.7"), math.max("10", 9), math.sqrt("16"))
print(string.len(12345), string.upper(1e3), (12.5 .. ""):len(), #tostring(1 / 3))
print(table.concat({ 1, "a", 2.5 }, 0), select("2", "a", "b", "c"))
for i = "1", "3" do io.write(i, " ", type(i), " ") end
print()
local t = { [1] = "num", ["1"] = "str" }
print(t[1], t["1"], t[tonumber("1")], t[tostring(1)], t["1" + 0])
print(tonumber("  0x10  "), tonumber("1_000"), tonumber(""), tonumber(" "), tonumber("1e"))
print(type("1" + 1), type(1 .. ""), type("1" .. 1))
print("a" .. 1 + 1, 1 + "1" .. "1", "2" * "3" .. "4")
if 0 then print("0 is true") end
if "" then print("empty string is true") end
coerced = { sum = "1" + "2", cat = 1 .. 2, keys = t }
