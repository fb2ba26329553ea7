-- story: two hundred locals and sixty upvalues are the most, with the exact messages beyond
local function list(p, n) local t = {} for i = 1, n do t[i] = p .. i end return table.concat(t, ",") end
print(loadstring("local " .. list("a", 200), "=l") ~= nil)
print(loadstring("local " .. list("a", 201), "=l"))
print(loadstring("function f() local " .. list("a", 201) .. " end", "=l"))
print(loadstring("local " .. list("a", 60) .. "\nreturn function() return " .. list("a", 60) .. " end", "=u") ~= nil)
print(loadstring("local " .. list("a", 61) .. "\nreturn function() return " .. list("a", 61) .. " end", "=u"))
print(loadstring("\n\nlocal function g()\nlocal " .. list("b", 201) .. "\nend", "=l"))
