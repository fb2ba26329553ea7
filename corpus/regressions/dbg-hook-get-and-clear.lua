-- story: gethook returns what was set; a nil or an empty mask removes the hook
local f = function() end
debug.sethook(f, "c")
local h, m, c = debug.gethook() print(h == f, m, c)
debug.sethook(f, "lrc", 5)
h, m, c = debug.gethook() print(h == f, m, c)
debug.sethook(f, "xyz", 3)
h, m, c = debug.gethook() print(h == f, m, c)
debug.sethook(f, "l")
h, m, c = debug.gethook() print(h == f, m, c)
debug.sethook()
print(pcall(debug.sethook, 5, "l")) print(pcall(debug.sethook, f)) print(pcall(debug.sethook, f, {}))
debug.sethook()
