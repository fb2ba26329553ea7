-- story: greedy, lazy and optional items on a subject of ten thousand characters
local s = ("a"):rep(10000)
print(#s:match("^a*$"), #s:match("^a+$"), #s:match("^a-$"))
print(#s:match(".-$"), s:find("b"))
print(("a"):rep(12):match(("a?"):rep(12) .. ("a"):rep(12)), ("a"):rep(12):match(("a?"):rep(10) .. "b"))
print(#(s:gsub("a", "")))
print(select(2, s:gsub(".-", "")))
