-- story: __lt of numbers and strings in their metatables is never used for raw comparable pairs
debug.setmetatable(0, { __lt = function() return "wrong" end, __eq = function() return true end })
print(1 < 2, 2 < 1, 1 == 2)
print(pcall(function() return 1 < "x" end))
debug.setmetatable(0, nil)
getmetatable("").__lt = function() return true end
print("b" < "a", "a" < "b")
getmetatable("").__lt = nil
debug.setmetatable(true, { __lt = function(a, b) return not a and b end })
print(false < true, true < false, true > false, true <= false)
debug.setmetatable(true, nil)
