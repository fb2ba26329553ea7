-- story: %q escapes quotes, backslashes, newlines, carriage returns and zeros only
local f = string.format
print(f("%q", "plain"))
print(f("%q", 'say "hi" \\ there'))
print(f("%q", "line\nbreak"))
print((f("%q", "cr\rnul\0tab\tbell\a"):gsub("\t", "<tab>"):gsub("\a", "<bell>")))
print(f("%q", "\0001"), f("%q", "\200\255"):byte(1, -1))
print(f("%q", 12), f("%q", 1.5), f("%q", ""))
for _, s in ipairs { "a\nb", 'q"\\', "\0\r\n", "\\n" } do io.write(tostring(loadstring("return " .. f("%q", s))() == s), " ") end
print()
print(f("%5q|", "x") ~= nil)
