-- __newindex is asked for a nil slot within a list, too.
local log = {}
local list = setmetatable({ "a", nil, "c" }, { __newindex = function(t, k, v) log[#log + 1] = k .. "=" .. v end })
list[1] = "A"
list[2] = "B"
local i = 4
list[i] = "D"
print(list[1], list[2], list[3], list[4], table.concat(log, " "))
