-- The length of a list with holes depends on the size of its array part.
local t = {}
t[1] = "a"
t[4] = "d"
t[9] = "i"
print(#t)
