-- story: the last call expands, the others give one value, also when they return nothing
local function n(k) if k == 0 then return end return k, n(k - 1) end
print(n(3), n(2)) print(n(2), (n(2))) print(n(0), n(0)) print(n(0), n(1)) print((n(0)))
print(#{ n(3), n(3) }, #{ n(3), (n(3)) }, #{ n(0), n(0) }, select("#", n(0), n(0)))
local function ret(k) return n(k), n(k) end
print(ret(3)) print(ret(0)) print(select("#", ret(0)))
local a, b, c = n(2), n(2)
print(a, b, c)
return n(3)
