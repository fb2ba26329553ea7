-- story: every iteration of every kind of loop has fresh locals
local fs = {}
for i = 1, 2 do fs[#fs + 1] = function() i = i + 1 return i end end
for _, v in ipairs { "a", "b" } do fs[#fs + 1] = function() v = v .. "." return v end end
local n = 0
while n < 2 do n = n + 1 local w = n fs[#fs + 1] = function() w = w + 100 return w end end
repeat local r = n fs[#fs + 1] = function() r = -r return r end n = n + 1 until n > 3
for k = 1, #fs do io.write(tostring(fs[k]()), ",", tostring(fs[k]()), " ") end
print()
