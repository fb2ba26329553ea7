-- seed: every character class and its complement over all bytes, sets, ranges, escapes in sets
local function summary(class)
  local n, first, last, sum = 0, nil, nil, 0
  for i = 0, 255 do
    if string.find(string.char(i), class) then
      n = n + 1 first = first or i last = i sum = sum + i
    end
  end
  return n, first, last, sum
end
for c in ("acdlpsuwxz"):gmatch(".") do print("%" .. c, summary("%" .. c)) print("%" .. c:upper(), summary("%" .. c:upper())) end
local sets = { "[abc]", "[^abc]", "[a-z]", "[a-zA-Z0-9_]", "[%a_]", "[^%s%p]", "[]]", "[^]]", "[a-]", "[-a]", "[%-%]]", "[%%]", "[a%-z]", "[+-/]", "[.]", "[^%w]", "[%z\1-\31]", "[\128-\255]", "." }
counts = {}
for _, set in ipairs(sets) do
  local n, a, b, s = summary(set)
  counts[set] = n
  print((set:gsub("[%z\1-\31\127-\255]", "?")), n, a, b, s)
end
print(("a-z"):gsub("[a%-z]", "."), ("x]y"):gsub("[]]", "!"), ("50%"):gsub("%%", " percent"), ("a.b.c"):gsub("%.", "/"))
print(("x^y"):gsub("[x^]", "_"), ("x^y"):gsub("[^x]", "_"), ("[test]"):gsub("[%[%]]", "|"))
print(pcall(string.find, "a", "[a-")) print(pcall(string.find, "a", "[]")) print(pcall(string.find, "a", "[^]")) print(pcall(string.find, "a", "[%")) print(pcall(string.find, "a", "%"))
