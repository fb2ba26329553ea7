-- story: which strings convert to numbers
for _, s in ipairs { "10", " 10 ", "\t10\n", "10.", ".10", ".", "", " ", "-", "+", "+5", "-5", "- 5", "--5", "5e2", "5E+2", "5e", "5e+", "e5", "1e400", "0x", "0x1F", "0X1f", "-0x10", "0x1g", "0x 1", "1 2", "1_0", "1,0", "1..2", "0b1", "0o7", "\0", "5\0", "five", "true", "nil", "''", "1f", "10d", "1L", "0x1p4", "0x1.8", "1e5.5" } do
  io.write(string.format("%q=%s ", s, tostring(tonumber(s))))
end
print()
print(tonumber("inf"), tonumber("infinity"), tonumber("nan"))
