-- story: string order is by bytes of the C locale, with prefixes first
local words = { "b", "a", "", "B", "A", "aa", "ab", "a b", "10", "9", "_", "~", "\127", "\128", "\255", "a\0", "a\0a" }
table.sort(words)
for _, w in ipairs(words) do io.write((w:gsub("[%c\127-\255]", function(c) return "\\" .. c:byte() end)), "|") end
print()
print("a" < "b", "a" < "a", "a" <= "a", "Z" < "a", "a" < "aa", "" < "a", "10" < "9", "a\0b" < "a\0c", "a" < "a\0")
