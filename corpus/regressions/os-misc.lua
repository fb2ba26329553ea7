-- story: difftime, clock, getenv and types of time
print(os.difftime(10, 4), os.difftime(4, 10), os.difftime(5), os.difftime(1.5, 0))
print(type(os.time()), os.time() == math.floor(os.time()), type(os.clock()), os.clock() >= 0)
print(os.getenv("A_VARIABLE_THAT_NOBODY_SETS_12345"), pcall(os.getenv)) print(pcall(os.difftime, "x"))
print(os.setlocale("C"), os.setlocale(nil, "numeric"), os.setlocale("no_SUCH.locale"))
print(pcall(os.setlocale, "C", "bogus"))
