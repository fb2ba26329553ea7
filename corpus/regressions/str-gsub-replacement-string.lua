-- story: %0 to %9 and %% in replacement strings
print(("abc"):gsub("%w", "<%0>")) print(("abc"):gsub("(a)(b)(c)", "%3%2%1")) print(("abc"):gsub("b", "%%")) print(("abc"):gsub("b", "%%0")) print(("abc"):gsub("b", "%1")) print(("abc"):gsub("(b)", "%1%1")) print(("abc"):gsub("()b()", "%1-%2"))
print(pcall(string.gsub, "abc", "b", "%2")) print(pcall(string.gsub, "abc", "(b)", "%2")) print(("abc"):gsub("b", "%a")) print(("abc"):gsub("b", "x%")) print(("abc"):gsub("b", "a\0b")) print(("hello"):gsub("l+", "L", 1)) print(("abc"):gsub("b", 5))
