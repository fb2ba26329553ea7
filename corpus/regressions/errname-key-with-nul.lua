-- story: a field name with an embedded NUL is cut at the NUL in the message
local t = {}
local ok, msg = pcall(function() return t["ab\0cd"].x end)
print(ok, msg, #msg)
ok, msg = pcall(function() t["\0"]() end)
print(ok, msg)
ok, msg = pcall(error, "a\0b", 0)
print(ok, #msg, msg:byte(1, -1))
