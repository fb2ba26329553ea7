-- story: a generated program gave debug.traceback more arguments than it has; which one is complained about
print(pcall(debug.traceback, 1, "x", nil, false))
print(pcall(debug.traceback, "a", "b", {}, false, "x"))
print(pcall(debug.traceback, "a", "q", true, 0, {}, "y"))
print(pcall(debug.traceback, "a", {}, "x"))
