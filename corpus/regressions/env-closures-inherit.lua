-- story: a closure takes the environment of the function that creates it at that moment
local function maker() return function() return name end end
name = "global"
local before = maker()
setfenv(maker, { name = "first" })
local first = maker()
setfenv(maker, { name = "second" })
local second = maker()
print(before(), first(), second())
setfenv(first, { name = "own" })
print(before(), first(), second(), name)
