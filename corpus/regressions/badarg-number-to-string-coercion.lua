-- story: numbers pass for strings and numeric strings for numbers, nothing else does
print(string.len(123), string.rep(1, 3), string.upper(1.5))
print(string.rep("x", "2"), string.rep("x", " 2 "), string.rep("x", "0x2"))
print(pcall(string.rep, "x", "two"))
print(pcall(string.rep, "x", true))
print(pcall(string.len, true))
print(pcall(string.len, {}))
print(pcall(math.floor, "1.5"), pcall(math.floor, "x"))
print(pcall(math.floor, true))
