-- story: closures share one variable, assignments are seen by all, a new local is another variable
local v = 1
local function get() return v end
local function set(x) v = x end
set(5)
print(v, get())
v = v + 1
print(get())
local v = "new"
print(get(), v)
set("old var")
print(get(), v)
local fs = {}
do local s = 0 for i = 1, 3 do fs[i] = function() s = s + i return s end end end
print(fs[1](), fs[2](), fs[3](), fs[1]())
