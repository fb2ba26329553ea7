-- story: the fourth argument limits replacements; zero, negative and fractional values
print(("aaaa"):gsub("a", "b", 2)) print(("aaaa"):gsub("a", "b", 0)) print(("aaaa"):gsub("a", "b", -1)) print(("aaaa"):gsub("a", "b", 2.9)) print(("aaaa"):gsub("a", "b", 100)) print(("aaaa"):gsub("a", "b", "3")) print(pcall(string.gsub, "a", "a", "b", "x"))
print(("aaaa"):gsub("", "-", 2)) print(("aaaa"):gsub("^a", "b", 5)) print(("abc"):gsub("%w", "%0%0", 2))
local n = 0
print(("xxxx"):gsub("x", function() n = n + 1 return n end, 3)) print(n)
