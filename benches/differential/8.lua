print(string.sub("-7" .. 4, 1, 2):reverse():gsub("(%w)(%w)", "%2%1"):find("%u%l*"), ("abc"):match("[%w_]"))
local f1 = function(...)
  return ("%x %X %o"):format(7, 1, 6):byte() or 0, ...
end
print((("b"):gsub("%s+", function(w)
  return "_"
end)) <= "xyz" and (true and {[5] = tostring(1e999), [1] = 9007199254740992} or (true and {y = 0, "0x10"} or {name = "line\nline", "(x)"})) or {x = 0, y = select("#", (""):byte(1, -1))}, 121.75)
io.write(tostring(-1), " ", "a", "\n")
G2 = (function(...)
  local a, b = ...
  return (a or 0) + (b or 1)
end)((function(a, ...)
  return select("#", a, ...)
end)())
print((function(...)
  return select("#", ...)
end)(-2 .. -2 .. "", (function(...)
  local v3, v4 = ...
  return function()
    return (select(4, 1, 2, 3, 4, 5, 6, 7, 8, 9)), v3, v4
  end
end)(unpack({97, -2, -1, 270})), G2), select(2, (("-7"):upper():sub(1, 20):rep((function(...)
  return arg.n + #arg
end)(G2, G2) % 4):gsub("%s+", function(w)
  return "_"
end)):find("(%w)(%w*)")))
G5 = string.len("2-zB25]c")
local x6 = "local t = {} for i = 1, 3 do t[i] = function() return i end end return t[1]() + t[3]()"
print(assert(loadstring(x6, "@f.lua"))())
