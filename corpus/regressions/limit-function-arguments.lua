-- story: calls with two hundred fixed arguments, and too many for one function
local args = {}
for i = 1, 200 do args[i] = tostring(i) end
print(loadstring("return select('#', " .. table.concat(args, ",") .. ")")())
local many = {}
for i = 1, 260 do many[i] = "1" end
print(loadstring("return f(" .. table.concat(many, ",") .. ")", "=many"))
local params = {}
for i = 1, 201 do params[i] = "p" .. i end
print(loadstring("return function(" .. table.concat(params, ",") .. ") end", "=params"))
