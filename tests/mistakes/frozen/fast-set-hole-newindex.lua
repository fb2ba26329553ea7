-- A hole of a list is an absent key: "set 2 two", then "nil".
local log = {}
local list = setmetatable({ "one", "x", "three" }, { __newindex = function(t, k, v) print("set", k, v) end })
list[2] = nil
list[2] = "two"
print(list[2])
