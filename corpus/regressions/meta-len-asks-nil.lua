-- `#` of a value without a handler asks the metatable of nil, which stands for the second operand.
debug.setmetatable(nil, {__len = function(a, b) print(type(a), type(b)) return 42 end})
print(#print, #true, #newproxy(), #12, #nil)
print(#{1, 2}, #"abc")
local p = newproxy(true)
getmetatable(p).__len = function() return 7 end
print(#p)
debug.setmetatable(nil, nil)
print(pcall(function() return #print end))
