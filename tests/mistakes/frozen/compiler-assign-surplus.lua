-- More values than variables: "1 2" is to be seen.
x, y = 1, 2, 3
print(x, y)
