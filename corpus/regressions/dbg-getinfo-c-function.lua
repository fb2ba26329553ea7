-- story: getinfo of C functions, by value and by level
local i = debug.getinfo(print)
print(i.what, i.source, i.short_src, i.linedefined, i.lastlinedefined, i.currentline, i.nups, i.func == print)
print(debug.getinfo(print, "L").activelines)
local j = debug.getinfo(0, "nSl")
print(j.name, j.namewhat, j.what, j.currentline)
table.foreach({ 1 }, function() local k = debug.getinfo(2, "nS") print(k.name, k.namewhat, k.what) end)
print(pcall(function() local m = debug.getinfo(2, "S") return m.what end))
