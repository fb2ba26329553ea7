-- story: the condition of repeat sees the locals of the body, also captured ones
local n = 0
repeat local done = n >= 2 n = n + 1 until done
print(n)
local fs = {}
repeat local k = #fs + 1 fs[k] = function() k = k + 10 return k end until k == 3
print(fs[1](), fs[2](), fs[3](), fs[1]())
local i = 0
repeat local x = i if x == 1 then break end i = i + 1 until x > 5
print(i)
repeat local t = {} local f = function() return t end until f() == t
print(pcall(function() repeat local v until v.x end))
