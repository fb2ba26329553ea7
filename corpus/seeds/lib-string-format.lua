-- seed: string.format with every directive, flag, width and precision
local f = string.format
print(f("%d %i %5d|%-5d|%05d|%+d|% d|%.3d", 42, -42, 42, 42, 42, 42, 42, 7)) print(f("%d %d", 3.7, -3.7), f("%d", "10"), f("%d", 2 ^ 31), f("%d", -2 ^ 31), f("%d", 1e15))
print(f("%u %u", 42, 2 ^ 31), f("%c%c%c", 76, 117, 97), f("%o %x %X %#o %#x %#X", 8, 255, 255, 8, 255, 255), f("%x", 2 ^ 32 - 1), f("%08X|%-8x|", 48879, 48879))
print(f("%e %E %.2e %10.3e|%-12.1e|", 12345.678, 12345.678, 0.00012, 1, 1)) print(f("%f %.2f %10.3f|%-10.1f|%+.0f %#.0f", 3.14159, 2.5, 3.14159, 2.25, 2.5, 3)) print(f("%g %G %.3g %g %g %g %#g %+g", 0.0001, 1e-10, 1234567, 1e20, 100000, 1e6, 1, 5))
print(f("%s|%5s|%-5s|%.2s|%5.1s|", "abc", "abc", "abc", "abc", "abc"), f("%s %s", 1, 1.5), f("%s", "a\0b") == "a\0b", f("%%"), f("%5c|%-3c|", 65, 66))
print(f("%q", 'a "quoted" \\ string\nwith newline'), f("%q", "nul\0cr\r tab\t"), f("%q", ""), f("%q", 12)) print(f("%q", "\200\1"):byte(1, -1))
print(f("%.14g %.17g %.1f %.20f", 0.1, 0.1, 0.05, 0.1), f("%5.1f|%-8.3f|%08.2f|%+08d", -2.55, 2.5, -3.14159, 42)) print(f("%.0f %.0f %.0f %.0f", 0.5, 1.5, 2.5, -0.5), f("%g", 2 ^ 53), f("%.3f", 2 / 3))
print(f("%f %e %g", 1 / 0, 1 / 0, -1 / 0), f("%d %s", -0, -0), f("%5s|%-6s|", "é", "x"), f("%i", -1), f("%.0s|", "gone"), f("%10.4s|", "truncate"), f("%-10s|", "left"))
print(f("no directives"), f(""), f("%s", nil == nil and "nil ok"), f("%d%%", 50), f("%s%s%s", 1, 2, 3), f("%99d", 1):len(), f("%.99f", 1):len(), f("%s", ("x"):rep(300)):len())
for _, c in ipairs { { "%d" }, { "%d", "x" }, { "%s" }, { "%y", 1 }, { "%", 1 }, { "%10", 1 }, { "%100d", 1 }, { "%.100f", 1 }, { "%0000000d", 1 }, { "%d", {} }, { "%c", "x" }, { "%q" }, { "%s", {} }, { "%q", {} }, { "%*d", 1, 2 }, { "%ld", 1 }, { "%d", nil } } do
  print(c[1], (select(2, pcall(f, unpack(c, 1, 2))):gsub("table: .*", "TABLE")))
end
print(("%d items"):format(3), ("%s=%s"):format("k", "v"), ("%5.2f"):rep(2, nil):format(1, 2))
local rows = { { "apple", 1.5, 10 }, { "kiwi", 0.25, 200 }, { "watermelon", 3, 1 } }
table_lines = {}
for i, r in ipairs(rows) do table_lines[i] = f("%-12s %6.2f %4d", unpack(r)) print(table_lines[i]) end
