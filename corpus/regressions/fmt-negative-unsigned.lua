-- story: negative numbers through %d keep their sign; format of numeric strings converts first
local f = string.format
print(f("%d %5d %-5d| %05d %+d", -42, -42, -42, -42, -42))
print(f("%.3d %8.3d", -7, -7), f("% d", -3))
print(f("%5.1f|%-8.2f|%08.2f|%+.1f", -1.25, -1.25, -1.25, -1.25))
print(f("%e", -0.00012), f("%g", -1e20), f("%s", -0.1))
print(f("%d", "-12"), f("%f", "-0x10"), f("%s", "-5" + 0))
