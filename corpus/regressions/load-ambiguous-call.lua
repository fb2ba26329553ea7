-- story: an open parenthesis on a new line after an expression is refused as ambiguous
print(loadstring("f\n(1)", "=t"))
print(loadstring("a = b\n(c).d = 1", "=t"))
print(loadstring("a = b;\n(c or d).e = 1", "=t") ~= nil)
print(loadstring("f(\n1)", "=t") ~= nil)
print(loadstring("f\n{1}", "=t") ~= nil, loadstring("f\n'x'", "=t") ~= nil, loadstring("a\n.b\n:c()", "=t") ~= nil)
print(loadstring("return f\n(1)", "=t"))
