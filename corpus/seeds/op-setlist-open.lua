-- seed: SETLIST with an open last item from calls and varargs, alone and after full blocks
local function r(n)
  if n == 0 then return end
  return n, r(n - 1)
end
print(#{ r(0) }, #{ r(1) }, #{ r(5) })
print(#{ 1, 2, r(3) }, #{ r(3), 1 }, #{ (r(3)) })
local function va(...)
  local a = { ... }
  local b = { "head", ... }
  local c = { ..., "tail" }
  local d = { (...) }
  local e = { x = ..., ... }
  return #a, #b, #c, #d, #e, e.x
end
print(va())
print(va(1))
print(va("p", "q", "r"))
local t = {
  1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,
  26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50, r(60)
}
print(#t, t[50], t[51], t[110], t[111])
local t2 = {
  1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,
  26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49, r(2)
}
print(#t2, t2[49], t2[50], t2[51], t2[52])
local big = { unpack(t) }
print(#big, big[110])
local named = { n = select("#", r(7)), r(7) }
print(named.n, #named, table.concat(named, " "))
opened = { t = t, named = named, same = t }
