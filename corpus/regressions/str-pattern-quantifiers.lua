-- story: greedy, lazy and optional items and how they give back
local function m(s, p) io.write(tostring(s:match(p)), " ") end
m("aaa", "a*") m("aaa", "a+") m("aaa", "a-") m("aaa", "a-$") m("aaa", "^a?") m("aaa", "a?a?a?a?") m("baaa", "a*") m("baaa", "a+") m("aab", "a*ab") m("aab", "a-ab") m("aab", "a+ab") m("aab", "a?ab")
m("xyz", ".-z") m("xyzz", ".*z") m("xyzz", ".-z") m("a.b.c", "(.*)%.") m("a.b.c", "(.-)%.") m("", ".*") m("", ".-") m("", ".+") m("ab", "a%l*b") m("[[x]]", "%[+(.-)%]+") m("*+-?", "%*%+%-%?") m("a*", "a%*") m("+", "^+$") m("a+", "a++")
print()
