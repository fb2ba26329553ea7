-- story: source, lines and upvalue count of a Lua function that is not running
local up, up2 = 1, 2
local function f(a)
  local b = a + up
  return function() return b + up2 end
end
local i = debug.getinfo(f)
print(i.what, i.linedefined, i.lastlinedefined, i.nups, i.currentline, i.name, i.namewhat == "", i.func == f)
local j = debug.getinfo(f(1))
print(j.what, j.linedefined, j.lastlinedefined, j.nups)
local k = debug.getinfo(loadstring("return 1\n\n", "=chunk"))
print(k.what, k.linedefined, k.lastlinedefined, k.source, k.short_src, k.nups)
