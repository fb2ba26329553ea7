-- story: strings that are not numbers fall to the other operand's handler before the error
local t = setmetatable({}, { __add = function(a, b) return type(a) .. "+" .. type(b) end })
print(t + "abc", "abc" + t, t + 1, 1 + t, "10" + t)
print("10" + 5, "0x10" + 0)
print(pcall(function() return "abc" + 1 end))
getmetatable("").__add = function(a, b) return "string add " .. type(a) .. "," .. type(b) end
print("abc" + 1, 1 + "abc", "a" + "b", "1" + "2", "abc" + t)
getmetatable("").__add = nil
print(pcall(function() return "abc" + 1 end))
