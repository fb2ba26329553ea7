-- Functions of strings but patterns and formats: random arguments, types and numbers at the edges included.
local S = {"", "a", "abc", "hello world", "\0", "a\0b", "10", "0x10", " 5 ", "1e2", ("xyz"):rep(40), "ABCdef", "\255\128x", "-3"}
local N = {0, 1, -1, 2, -2, 3, 5, 100, -100, 1.5, -1.5, 2.999, 1e10, -1e10, 2^31, -2^31, 2^31-1, 2^32, 2^53, 1e300, -1e300, 1/0, -1/0, 0/0, 255, 256}
local O = {true, false, "nil", {}, print, function() end}
local function anyarg()
  local k = rnd(10)
  if k <= 4 then return pick(S) elseif k <= 8 then return pick(N) else local o = pick(O) if o == "nil" then return nil end return o end
end
local F = {"byte","char","find","format","gmatch","gsub","len","lower","match","reverse","sub","upper"}
for i = 1, ROUNDS do
  local f = pick(F)
  local n = rnd(5) - 1
  local a = {}
  for j = 1, n do a[j] = anyarg() end
  if n >= 1 and rnd(3) > 1 then a[1] = pick(S) end
  if f == "gmatch" then print(i, f, shown(pcall(function(...) local r = {} for x, y in string.gmatch(...) do r[#r+1] = shown(x, y) end return table.concat(r, ";") end, unpack(a, 1, n))))
  else print(i, f, shown(pcall(string[f], unpack(a, 1, n)))) end
end
for i = 1, 500 do
  local s, n = pick(S), pick{-1, 0, 1, 2, 3, 7, 2.7, "3", "x", {}, 2^32+2}
  print(shown(pcall(string.rep, s, n)))
  print(shown(pcall(function() return s:rep(n) end)), shown(pcall(function() return s:sub(n) end)))
end
-- messages with names
local ok, e = pcall(function() return ("x"):rep() end) print(e)
local ok, e = pcall(function() return ("x"):rep({}) end) print(e)
local ok, e = pcall(function() return string.rep({}) end) print(e)
local ok, e = pcall(function() return string.rep() end) print(e)
local ok, e = pcall(function() return ("x"):bad() end) print(e)
local ok, e = pcall(function() local rep = string.rep return rep({}) end) print(e)
local ok, e = pcall(function() string.x = string.char; local r = string.x(-1) return r end) print(e)
print(#string.dump(function() return 1 end), loadstring(string.dump(function(a) return a * 2 end))(21))
return output()
