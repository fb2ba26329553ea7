-- story: unpack from far below 1 to the end of the table counts more values than an int holds; PUC, compiled with optimisation, crashes
print(pcall(unpack, {1, 2}, -2147483648))
print(pcall(unpack, {[2] = 0, 255}, -2147483647, nil))
print(pcall(unpack, {}, "-2147483648"))
