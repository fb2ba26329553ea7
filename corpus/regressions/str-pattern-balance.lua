-- story: %b with equal delimiters, nesting, missing partners and missing arguments
print(("f(a(b)c)(d)"):match("%b()")) print(("((x)"):match("%b()")) print(("(x"):match("%b()")) print(("'a' 'b'"):match("%b''")) print(("xay"):match("%bxy")) print(("xxyy"):match("%bxy")) print(("[[a]]b]"):match("%b[]"))
print(("(a)(b)"):gsub("%b()", "")) print(("a{b}c"):match("(%b{})c")) print(("%%"):match("%b%%"))
print(pcall(string.match, "x", "%b")) print(pcall(string.match, "x", "%b("))
