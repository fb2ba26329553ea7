-- story: malformed numbers as the lexer sees them
for _, s in ipairs { "1e", "1e+", "0x", "0xg", "1.2.3", "3x", "1..2", "0x1p4", ".e1", "1e5x", "08", "1_000", "0b1", "5.", ".5", "5.e-1", "1E+2", "0XfF", "1e400", "0x1.8" } do
  local f, e = loadstring("return " .. s, "=n")
  print(s, f and tostring((f())) or e)
end
