-- story: %d and %i with flags, widths, precisions and values that are not integers
local f = string.format
print(f("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.4d] [%8.4d] [%-8.4d]", 42, 42, 42, 42, 42, 42, 42, 42, 42))
print(f("%d %d %d %d", 2.9, -2.9, 0.5, -0.5))
print(f("%d %i", "15", "0x10"))
print(f("%d", 2 ^ 31), f("%d", -2 ^ 31), f("%d", 2 ^ 53), f("%d", -2 ^ 53))
print(f("%+05d %+-6d| %- 6d|", 7, 7, 7), f("%.0d|", 0), f("%.0d|", 5))
print(pcall(f, "%d", "1.5"), pcall(f, "%d", "x"))
