-- story: tonumber with bases 2 to 36, signs, case, spaces and digits out of range
print(tonumber("1010", 2), tonumber("777", 8), tonumber("ff", 16), tonumber("FF", 16), tonumber("zz", 36), tonumber("ZZ", 36))
print(tonumber("2", 2), tonumber("8", 8), tonumber("g", 16), tonumber("", 16), tonumber("  ", 2), tonumber("a", 10))
print(tonumber(" 11 ", 2), tonumber("11 1", 2), tonumber("1.1", 2), tonumber("0x1F", 16), tonumber("0x", 16), tonumber("1e1", 16))
print(tonumber("7fffffff", 16), tonumber("ffffffff", 16), tonumber("100000000", 16), tonumber("+f", 16))
print(tonumber("10", 10), tonumber("10.5", 10), tonumber("0x10", 10), tonumber("1e1", 10), tonumber(10, 10))
print(tonumber("1" .. ("0"):rep(31), 2), tonumber("1" .. ("0"):rep(52), 2))
