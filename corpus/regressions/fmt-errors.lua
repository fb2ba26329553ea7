-- story: invalid directives, too many flags and too wide fields
local f = string.format
for _, s in ipairs { "%y", "%", "%123d", "%.123d", "%-+ #0d", "%-+ #00d", "%1$d", "%ld", "%*d", "%a", "%n", "%p", "%5", "%.", "%-", "%hd", "%.3", "%3.y" } do
  print(s, (select(2, pcall(f, s, 1))))
end
print(f("%99d|", 1):len(), f("%.99d|", 1):len(), f("%.99f", 1 / 3):sub(1, 20))
