-- story: ^ and $ are special only at the ends of a pattern
print(("a^b$c"):match("a^b$c")) print(("a^b"):match("a%^b")) print(("ab$"):match("b$$")) print(("$x"):match("^$x")) print(("^x"):match("^^x")) print(("x$"):match("x%$$"))
print(("abc"):match("^(a)")) print(("abc"):match("(^a)")) print(("a^"):match("(a^)")) print((""):match("^$")) print(("\n"):match("^$")) print(("ab"):gsub("^", "x")) print(("ab"):gsub("$", "x")) print(("a\nb"):match("a$"))
for w in ("aaa"):gmatch("^a") do io.write("<", w, ">") end print()
