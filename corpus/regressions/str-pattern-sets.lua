-- story: ranges, complements, classes and odd characters inside sets
local function all(set) local n, first = 0, nil for i = 0, 255 do if string.char(i):find(set) then n = n + 1 first = first or i end end return n, first end
for _, set in ipairs { "[a-c]", "[^a-c]", "[abc-]", "[-abc]", "[a%-c]", "[]a]", "[^]a]", "[%]]", "[%a%d]", "[^%a%d]", "[.]", "[%.]", "[a-c-e]", "[%w_]", "[^%z]", "[+--]", "[c-a]", "[%a-z]", "[ -~]" } do print(set, all(set)) end
print(pcall(string.find, "x", "[x")) print(pcall(string.find, "x", "[]x")) print(pcall(string.find, "x", "[^]x")) print(pcall(string.find, "x", "[x%"))
