-- story: string.rep with zero, negative and empty arguments
print(#string.rep("x", 100000))
print(#string.rep("", 1000))
print(#string.rep("ab", 0), #string.rep("ab", -1), #string.rep("ab", -2 ^ 31))
print(string.rep("a", 3.99), string.rep("a", "3"))
print(#string.rep("\0", 5), #string.rep(("x"):rep(1000), 50))
