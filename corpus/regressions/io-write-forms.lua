-- story: io.write takes strings and numbers only, writes what it can before an error and returns true
print(io.write("a", 1, 2.5, 1e15, -0.1, "\n"))
print(pcall(io.write, "written first ", nil))
print(pcall(io.write, "also ", {}, "not this"))
print(pcall(io.write, true))
print(io.write(), io.write(""))
io.write("a\0b", "|", 1 / 0, "|", 10 / 2, "\n")
print(select("#", io.write("x")))
