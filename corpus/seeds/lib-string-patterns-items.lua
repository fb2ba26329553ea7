-- seed: pattern items * + - ? %n %b %f and backtracking between them
local function m(s, p) print(p, s:match(p)) end
m("aaab", "a*b") m("aaab", "a+b") m("aaab", "a-b") m("aaab", "a?b") m("b", "a*b") m("b", "a+b") m("b", "a?b") m("xaab", "a*") m("xaab", "^a*")
m("[[nested]]", "%[%[(.-)%]%]") m("<a><b>", "<.->") m("<a><b>", "<.*>") m("/* c1 */ x /* c2 */", "/%*.-%*/") m("aXbXc", "(.-)X") m("aXbXc", "(.*)X") m("aXbXc", "(.-)X(.*)")
m("abcabc", "(abc)%1") m("abab", "(a)(b)%1%2") m("'quoted' \"other\"", "(['\"])(.-)%1") m("hello hello", "(%w+) %1") m("xyzzy", "(.)%1") m("aa", "(a)%1%1")
m("f(g(x), h(y))", "%b()") m("if x then y end", "%bie") m("{a{b}c}{d}", "%b{}") m("((", "%b()") m("xx", "%bxx") m("a(b)c(d)", "(%b())(.*)") m("[=[x]=]", "%b[]")
m("THE (quick) fox", "%f[%a]%a+") m("THE (quick) fox", "%f[%l]%l+") m("hello", "%f[%z]") m("foo.bar", "%f[%w]%w+$") m("one;two", "%f[;].") m("word", "()%f[%w]%w+%f[%W]()")
m("key=val", "^(%w+)=(%w*)$") m("key=", "^(%w+)=(%w*)$") m("=val", "^(%w+)=(%w*)$") m("   x", "^%s*$") m("   ", "^%s*$") m("1.5e10", "^[+-]?%d+%.?%d*[eE]?[+-]?%d*$") m("-0x1F", "^-?0[xX]%x+$")
m("2 + 3", "(%d)%s*([+*/-])%s*(%d)") m("a,b,,c", "([^,]*),([^,]*),([^,]*),([^,]*)") m("path/to/file.txt", "([^/]+)%.(%w+)$") m("path/to/file.txt", "^(.*)/") m("noext", "^(.-)%.?(%w*)$")
m("aaa", "a?a?a?aaa") m("aaaaaaaaaaaaaaaaaaaa", "a-a-a-a-b?$") m("ab12cd", "%a+()%d+()%a+") m("", "a*") m("", "a-") m("", "(a*)") m("", "()") m("x", "()()x()()")
print(pcall(string.match, "x", "%1")) print(pcall(string.match, "xx", "(x%1)")) print(pcall(string.match, "x", "(x)%2")) print(pcall(string.rep("(", 33).find, "x", string.rep("(x", 33)))
local words = {}
for w in ("The quick-brown fox's den"):gmatch("%f[%w]%w[%w']*") do words[#words + 1] = w end
print(table.concat(words, "|"))
local function trim(s) return (s:gsub("^%s+", ""):gsub("%s+$", "")) end
print("[" .. trim("  both  ") .. "]", "[" .. trim("") .. "]", "[" .. trim(" \n\t ") .. "]")
items = { words = words, n = #words }
