-- story: the hidden arg table of an old style vararg function has the local name arg
print(pcall(function(...) return arg.x.y end))
print(pcall(function(...) return arg() end, 1))
print(pcall(function(...) arg = nil; return arg.n end))
print(pcall(function(a, ...) return a.x, arg[1].y end, {}, 5))
print(pcall(function(a, ...) return arg[2].y end, {}, 5))
