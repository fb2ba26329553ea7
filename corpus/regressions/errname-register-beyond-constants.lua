-- story: names are found for constants whose index does not fit an RK operand
local src = { "local t = ...\n" }
for i = 1, 260 do src[#src + 1] = "t.k" .. i .. " = " .. i .. ".5\n" end
src[#src + 1] = "return t.missing_late.x"
print(pcall(loadstring(table.concat(src), "=late"), {}))
src[#src] = "return t:method_late()"
print(pcall(loadstring(table.concat(src), "=late"), {}))
src[#src] = "return global_late.x"
print(pcall(loadstring(table.concat(src), "=late"), {}))
