-- story: reverse, upper and lower keep zeros and bytes above 127
local s = "aB\0\200\255z"
print(s:reverse():byte(1, -1))
print(s:upper():byte(1, -1))
print(s:lower():byte(1, -1))
print(("").upper(""), (""):reverse() == "", ("x"):reverse(), #s:upper())
print(string.upper(12), string.lower("ÄÖ") == "ÄÖ")
