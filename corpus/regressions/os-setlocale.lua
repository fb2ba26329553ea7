-- story: the C locale is active and queries do not change it
print(os.setlocale(), os.setlocale(nil), os.setlocale("C"), os.setlocale("C", "all"))
for _, c in ipairs { "all", "collate", "ctype", "monetary", "numeric", "time" } do io.write(c, "=", tostring(os.setlocale(nil, c)), " ") end
print()
print(os.setlocale("no such locale"), os.setlocale())
print(pcall(os.setlocale, "C", "nothing"))
