-- story: a generic for over something not callable names nothing, whatever the source was
local t = {}
print(pcall(function() for x in t do end end))
print(pcall(function() for x in t.iter do end end))
print(pcall(function() for x in pairs do end end))
print(pcall(function() for x in 5 do end end))
print(pcall(function() for x in "str" do end end))
print(pcall(function() for x in nil do end end))
