-- story: %s with width and precision, embedded zeros, numbers and long strings
local f = string.format
print(f("[%s] [%5s] [%-5s] [%.2s] [%5.1s] [%-5.2s] [%.0s] [%05s]", "abc", "abc", "abc", "abc", "abc", "abc", "abc", "abc"))
print(f("%s %s %s", 1, 1.5, 1e15), f("%s", "%d"))
print(#f("%s", "a\0b"), #f("%5s", "a\0b"), #f("%s", ("x"):rep(99)), #f("%s", ("x"):rep(100)), #f("%s", ("x"):rep(200) .. "\0y"))
print(#f("%.99s", ("x"):rep(200)), #f("%99s", ""), pcall(f, "%.150s", ("x"):rep(200)))
