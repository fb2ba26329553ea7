-- story: plain find ignores magic characters and needs only a true fourth argument
print(("a.b"):find(".", 1, true)) print(("a.b"):find(".", 1, false)) print(("a.b"):find(".", 1, 0)) print(("a.b"):find(".", 1, nil)) print(("a+b"):find("a+b", 1, true)) print(("x[y"):find("[", 1, true))
print(("aXb"):find("", 2, true)) print((""):find("", 1, true)) print(("abc"):find("c", -1, true)) print(("a\0b"):find("\0b", 1, true)) print(("abc"):find("abcd", 1, true)) print(("%d"):find("%d", 1, true))
print(("no specials"):find("spec")) print(("x"):find("", 10, true))
