-- story: a C function has its arguments as its first temporaries
local function at(level) local r, i = {}, 1 while i < 6 do local n, v = debug.getlocal(level + 1, i) if not n then break end r[#r + 1] = n .. "=" .. type(v) i = i + 1 end return table.concat(r, " ") end
table.foreach({ "only" }, function(k, v) print(at(1)) print((at(2):match("^%S+ %S+"))) end)
string.gsub("x", "x", function(c) print(at(1)) end)
print(pcall(function(a) return at(1) end, 5))
print(pcall(debug.getlocal, 1, 1)) print((debug.getlocal(1, 100))) print(pcall(debug.getlocal, 99, 1))
