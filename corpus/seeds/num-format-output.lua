-- seed: %.14g output of numbers by print, tostring, concatenation and io.write
local samples = {
  0, 1, -1, 0.5, 100, 1e14, 1e15, 1e16, 123456789012345, 99999999999999.9, 999999999999999.9,
  1 / 3, -1 / 3, 2 / 3, 0.1, 0.1 + 0.2, 1e-4, 1e-5, 1.5e-7, 1e300, 1e-300, 5e-324, 1.7976931348623157e308,
  2 ^ 31, 2 ^ 32, 2 ^ 53, 2 ^ 53 + 1, 2 ^ 63, 2 ^ 64, 2 ^ 100, 2 ^ -10, 3.0, 3.10, 31.4159e-1, 12345678.9, 0.000123456789,
}
for i, v in ipairs(samples) do
  local s = tostring(v)
  io.write(v, " ")
  assert(s == v .. "" and s == string.format("%.14g", v))
  if i % 8 == 0 then io.write("\n") end
end
print()
print(1 / 0, -1 / 0, 2 ^ 1024, -2 ^ 1024, 10 ^ 309)
local nan = 0 / 0
print(nan ~= nan, tostring(nan):gsub("-", ""), type(nan))
print(-0.0 == 0, 1 / (-1 / (1 / 0)), 0 * -1 == 0)
print(tonumber(tostring(0.1)) == 0.1, tonumber(tostring(1 / 3)) == 1 / 3)
print(string.format("%.17g", 0.1), string.format("%.17g", 1 / 3), string.format("%.3f", 2 / 3))
print(100000000000000, 1000000000000000, 123456.7890123456789)
print(1e5, 1e-1, 12e3, 1.0e1, 0.30000000000000004)
formatted = {}
for i, v in ipairs(samples) do formatted[i] = tostring(v) end
