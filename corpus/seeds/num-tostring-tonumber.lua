-- seed: tonumber with bases and odd strings, tostring round trips
local odd = { "0x", "0x10", "0X1f", " 10 ", "10 x", "1e", "1e+", "1e5", "1E-2", "inf", "nan", "", " ", "-", "+5", "-5", "- 5",
  "0x1p4", ".5", "5.", ".", "..5", "1e400", "-1e400", "0b1", "1,5", "1_0", "\n7\t", "0xg", "--1", "0x-1", "-0x10", "1 2", "٣" }
for i, s in ipairs(odd) do
  io.write(string.format("%q", s):gsub("\\?\n", "\\n"), " ", tostring(tonumber(s)), i % 6 == 0 and "\n" or "; ")
end
print()
print(tonumber("1010", 2), tonumber("777", 8), tonumber("ff", 16), tonumber("FF", 16), tonumber("zz", 36), tonumber("10", 3))
print(tonumber("8", 8), tonumber("2", 2), tonumber("g", 16), tonumber("", 16), tonumber(" 11 ", 2), tonumber("1 1", 2))
print(tonumber("0x10", 16), tonumber("-ff", 16), tonumber("7fffffff", 16), tonumber("ffffffff", 16), tonumber("1.5", 10))
print(tonumber(10), tonumber(10, 10), tonumber("10", 10), tonumber(99, 36), tonumber(1.5))
print(tonumber(nil), tonumber({}), tonumber(true), tonumber(print))
print(pcall(tonumber)) print(pcall(tonumber, "1", 1)) print(pcall(tonumber, "1", 37)) print(pcall(tonumber, {}, 16))
print(tostring(nil), tostring(true), tostring(12), tostring("s"), pcall(tostring))
local sum = 0
for base = 2, 36 do sum = sum + tonumber("10", base) * tonumber("11", base) end
print(sum)
local digits = "0123456789abcdefghijklmnopqrstuvwxyz"
local function tobase(n, b)
  local r = ""
  repeat local d = n % b r = digits:sub(d + 1, d + 1) .. r n = (n - d) / b until n == 0
  return r
end
for _, b in ipairs { 2, 3, 7, 16, 36 } do io.write(tobase(123456, b), "=", tonumber(tobase(123456, b), b), " ") end
print()
bases = { bin = tobase(255, 2), hex = tobase(255, 16), sum = sum }
