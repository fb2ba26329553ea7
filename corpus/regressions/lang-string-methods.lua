-- story: strings have methods, number literals need parentheses or a variable
print(("x"):rep(3), #("abc"):upper(), ("%d"):format(7), ("a,b"):find(",", 1, true))
local s = "text"
print(s:len(), s:sub(2, 3):upper(), s.len == string.len, s["upper"](s))
print(pcall(function() return (5):type() end))
print(pcall(function() return s:nomethod() end))
print(s.nofield, pcall(function() s.x = 1 end))
string.shout = function(x) return x:upper() .. "!" end
print(s:shout(), ("new"):shout())
string.shout = nil
print(loadstring("return 'quoted':len()", "=q"))
