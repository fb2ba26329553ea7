-- story: pairs and next ignore metatables, ipairs reads raw integer keys
local t = setmetatable({ 1, 2 }, { __index = function(_, i) if i == 3 then return "three" end end, __pairs = function() error("not in 5.1") end })
for k, v in pairs(t) do io.write(tostring(k), "=", tostring(v), " ") end
for i, v in ipairs(t) do io.write(i, ":", tostring(v), " ") end
print()
print(next(setmetatable({}, { __index = { 1 } })))
print(#t, table.concat(t, ","), unpack(t))
print(rawget(t, 3), t[3], select("#", unpack(t, 1, 3)), (select(3, unpack(t, 1, 3))))
