-- story: string.byte returns only the values inside the string
local s = "ABC"
print(s:byte()) print(s:byte(1)) print(s:byte(-1)) print(s:byte(0)) print(s:byte(4)) print(s:byte(1, 3)) print(s:byte(-2, -1)) print(s:byte(0, 2)) print(s:byte(2, 100)) print(s:byte(3, 1))
print(select("#", s:byte(10)), select("#", s:byte(1, 0)), select("#", (""):byte(1, -1)), select("#", s:byte(-100, 100)))
print(("\0\255"):byte(1, 2)) print(s:byte(1.9)) print(s:byte("2"))
