-- Chunk names, readers, binary chunks.
print(pcall(loadfile, {}))
local d = string.dump(function(a, b)
  return a, b, _VERSION
end)
print(loadstring(d)(1, 2))
print(pcall(loadstring, d:sub(1, 20)))
print(loadstring(d:sub(1, 20), "=nm"))
print(loadstring(d:sub(1, 20), "@nm"))
print(loadstring(d:sub(1, 50), "nm"))
print(loadstring("\027Lua"))
print(loadstring("\027"))
print(loadstring("\027Lub" .. d:sub(5)))
local i = 0
print(load(function()
  i = i + 1
  return d:sub(i, i)
end)(7))
i = 0
print(load(function()
  i = i + 1
  return ({"ret", "urn ", "1", nil})[i]
end)())
print(load(function()
  return nil
end))
print(load(function()
  return ""
end))
i = 0
print(load(function()
  i = i + 1
  if i == 1 then
    return ""
  elseif i < 4 then
    return "x"
  end
end))
print(load(function()
  error{}
end))
i = 0
print(load(function()
  i = i + 1
  if i < 3 then
    return 1
  end
end, "=n"))
i = 0
print(load(function()
  i = i + 1
  if i == 1 then
    return "return "
  elseif i == 2 then
    return 5
  end
end)())
print(load(coroutine.wrap(function()
  coroutine.yield"return "
  coroutine.yield"'co'"
end))())
print(pcall(load, function()
  return true
end, "=x"))
print(loadstring("return ...", "=a\000b"))
print(debug.getinfo(loadstring("return 1", "=a\000b"), "S").source)
print(debug.getinfo(loadstring("return 1"), "S").source, debug.getinfo(loadstring("return 1"), "S").short_src)
for _, n in ipairs{"=", "@", "", "a\nb", "=x\ny", "@x\ny", ("z"):rep(80), "@" .. ("z"):rep(80), "=" .. ("z"):rep(80), "\n", "a\000b", ("w"):rep(40) .. "\n" .. ("v"):rep(40)} do
  print(debug.getinfo(loadstring("return 1", n), "S").short_src)
  print(loadstring("x x", n))
end
local f = loadstring("local a=... return function() a=a+1 return a end")
local g = f(1)
print(g(), g())
local g2 = loadstring(string.dump(g))
print(pcall(g2))
print(pcall(string.dump, print))
print(debug.getupvalue(g2, 1))
print(getfenv(loadstring("x=1")) == _G)
setfenv(1, {print = print, loadstring = loadstring, getfenv = getfenv, _G = _G})
print(getfenv(loadstring("x=1")) == _G)
