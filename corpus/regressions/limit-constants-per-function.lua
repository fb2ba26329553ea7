-- story: thousands of constants in one function, first and last and around the RK limit
local t = {}
for i = 1, 3000 do t[i] = i + 0.25 end
local f = loadstring("return {" .. table.concat(t, ",") .. "}")
local r = f()
print(#r, r[1], r[256], r[257], r[3000])
local g = loadstring("local x = 0 x = x + " .. table.concat(t, " x = x + ") .. " return x")
print(g())
