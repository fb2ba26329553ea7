-- story: %c of codes, of zero, with width, and literal percents
local f = string.format
print(f("%c%c%c", 76, 117, 97), f("[%3c] [%-3c]", 65, 66))
print(#f("%c", 0), #f("a%cb", 0), f("%c", 256 + 65), f("%c", 65.9), f("%c", "66"))
print(f("%%"), f("100%%"), f("%%d"), f("%d%%", 5), f("%%%s%%", "x"))
print(pcall(f, "%"))
print(pcall(f, "x%"))
print(pcall(f, "% "))
