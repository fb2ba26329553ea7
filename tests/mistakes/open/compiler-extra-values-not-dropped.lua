-- More values than variables: the last ones are dropped.
local function log(x) print("evaluated", x) return x end
local a, b = 0, 0
a, b = log(1), log(2), log(3)
print(a, b)
