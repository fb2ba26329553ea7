-- story: tonumber of tables, booleans and nil is nil, of numbers the same number
print(tonumber(nil), tonumber(true), tonumber({}), tonumber(print), tonumber(newproxy()))
print(tonumber(5), tonumber(5.5), tonumber(-0) == 0, tonumber(1 / 0))
print(tonumber(setmetatable({}, { __tostring = function() return "5" end })))
print(pcall(tonumber))
print(select("#", tonumber("x")), type(tonumber("5")))
print(tonumber(10, 10), tonumber(10, 2), tonumber(12, 2), tonumber(10.5, 16))
