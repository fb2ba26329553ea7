-- story: numbers print with fourteen significant digits and switch to exponents at 1e15 and 1e-5
for _, v in ipairs { 1e14, 1e15, 1e16, 123456789012345, 12345678901234.5, 99999999999999, 999999999999999, 0.0001, 0.00001, 1 / 3, 2 / 3, 100 / 3, 1e100, 1.5e300, 5e-324, 2 ^ 53, 2 ^ 63, 0.1 + 0.2, 1 - 0.9, 123.456, 3.0, 1e-10 } do
  io.write(tostring(v), " ")
end
print()
print(1e15 .. "|" .. -1e15 .. "|" .. 1e14 + 0.5 .. "|" .. 0.1)
print(3.14159265358979, 2.718281828459045, 1.7976931348623157e308, 4.9e-324)
