-- seed: string.find and string.match with init, plain, anchors, captures and positions
local s = "the quick brown fox jumps over the lazy dog"
print(s:find("quick")) print(s:find("the", 2)) print(s:find("the", -15)) print(s:find("cat")) print(s:find("")) print(s:find("", 10)) print(s:find("", 100)) print(s:find("o", 1, true))
print(("a.b"):find(".", 1, true)) print(("a.b"):find("%.")) print(("a+b"):find("a+", 1, true)) print(("a+b"):find("+", 1, true)) print(("x"):find("x", -5)) print(("[x]"):find("[", 1, true))
print(s:find("(%a+) (%a+)")) print(s:find("^the")) print(s:find("^quick")) print(s:find("dog$")) print(s:find("the$")) print(s:find("^quick", 5)) print(s:find("()quick()"))
print(s:match("%a+")) print(s:match("(%a+) (%a+)", 11)) print(s:match("j%a*")) print(s:match("z%a*", -8)) print(s:match("nothing")) print(s:match(".-o")) print(s:match(".*o"))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$")) print(("2024-01-15"):match("(%d+)-(%d+)-(%d+)")) print(("  trim  "):match("^%s*(.-)%s*$") .. "|") print(("#ff8000"):match("^#(%x%x)(%x%x)(%x%x)$"))
print(("a$b"):find("$", 1, true)) print(("a$b"):match("a$b")) print(("a^b"):match("a^b")) print(("$"):match("^%$$")) print((""):match("^$")) print((""):match(".")) print(("\0x\0"):find("\0", 2, true)) print(("\0x\0"):find("%z", 2))
print(("hello"):match("()ll()")) print(("hello"):match("(h)(e)(l)(l)(o)")) print(("aaa"):match("a-")) print(("aaa"):match("a-$")) print(("aaab"):match("a-b")) print(("abc"):match("((a)(b))"))
print(("x=1, y=2"):match("y=(%d)")) print(("f(a(b)c)d"):match("%b()")) print(("THE (quick) fox"):find("%((%a+)%)")) print(("hello world"):match("o w")) print(("x\ny"):match("x.y"))
local pos, found = 1, {}
while true do
  local a, b = s:find("o", pos, true)
  if not a then break end
  found[#found + 1] = a
  pos = b + 1
end
print(table.concat(found, ","))
print(pcall(string.find, "x", "(")) print(pcall(string.find, "x", "%")) print(pcall(string.find, "x", "[a")) print(pcall(string.find, "x", ")")) print(pcall(string.match, "x", "%b")) print(pcall(string.match, "x", "%f")) print(pcall(string.match, "x", "(()"))
positions = { found = found, date = { ("2024-01-15"):match("(%d+)-(%d+)-(%d+)") } }
