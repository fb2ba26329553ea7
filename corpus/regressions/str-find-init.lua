-- story: the init argument of find and match beyond both ends
local s = "hello"
print(s:find("l", 4)) print(s:find("l", 5)) print(s:find("l", -2)) print(s:find("l", -100)) print(s:find("h", 0)) print(s:find("", 6)) print(s:find("", 7)) print(s:find("", 100)) print(s:find("", -100)) print(s:find("o", 2 ^ 40))
print(s:match("^l", 3)) print(s:match("^h", 2)) print(s:match("()", 3)) print(s:match("()", 6)) print(s:match("()", 7)) print(s:find("l", 3.7)) print(s:find("l", "4")) print(pcall(s.find, s, "l", "x"))
