-- story: traversal order of integer, negative, fractional and mixed keys
local function order(t) local o = {} for k in pairs(t) do o[#o + 1] = tostring(k) end return table.concat(o, " ") end
print(order { [3] = 1, [1] = 1, [2] = 1 }) print(order { [10] = 1, [20] = 1, [30] = 1 }) print(order { [-1] = 1, [0] = 1, [1] = 1, [0.5] = 1, [1.5] = 1 }) print(order { 1, 2, 3, [100] = 1, [50] = 1, [-50] = 1 })
local t = {} for i = 1, 10 do t[i * i] = true end print(order(t))
t = {} for i = 10, 1, -1 do t[i] = true end print(order(t))
t = {} for i = 1, 8 do t[2 ^ i] = true t[-(2 ^ i)] = true end print(order(t))
t = { true, [true] = 1, [false] = 2, x = 3, [1.25] = 4 } print(order(t))
