-- story: position captures, nested captures, empty captures and back references
print(("abc"):match("()b()")) print(("abc"):match("((a)(b))")) print(("abc"):match("(a)(.-)(c)")) print(("abc"):match("()()()")) print(("abc"):match("(x*)")) print(("abcabc"):match("(abc)%1")) print(("aa bb ab"):match("(%w)%1 (%w)%2"))
print(("key=val"):find("(%w+)=(%w+)")) print(("key=val"):find("()=()")) print(("x"):find("(x)()"))
print(pcall(string.match, "a", "%1")) print(pcall(string.match, "a", "(a)%2")) print(pcall(string.match, "a", "(a%1)")) print(pcall(string.match, "a", "(a")) print(pcall(string.match, "a", "a)")) print(pcall(string.match, "a", "%0"))
