-- story: unpacking and passing a few thousand values works, too many is refused
local t = {}
for i = 1, 5000 do t[i] = i end
print(select("#", unpack(t)))
print((select(5000, unpack(t))))
local function count(...) return select("#", ...) end
print(count(unpack(t)))
print(pcall(unpack, t, 1, 1e7))
print(#{ unpack(t) })
print(math.max(unpack(t)))
print(#string.char(unpack(t, 1, 255)))
