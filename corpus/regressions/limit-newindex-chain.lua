-- story: a chain of __newindex tables works up to one hundred links
local function chain(n) local last = {} local t = last for i = 1, n do t = setmetatable({}, { __newindex = t }) end return t, last end
local t, last = chain(50)
t.x = 1
print(rawget(t, "x"), last.x)
t, last = chain(99)
t.x = 2
print(last.x)
t, last = chain(100)
print(pcall(function() t.x = 3 end), last.x)
