-- story: what calls the main function has handed on all its values: nothing is left there for getlocal and setlocal
print(debug.getlocal(2, 1))
print(pcall(debug.setlocal, 3, 1, nil))
print(pcall(debug.setlocal, "3", 1, nil))
print(pcall(debug.getlocal, 3, 1))
