-- story: the expression list of a generic for is adjusted to three values, so parentheses or a second value hide the rest
local function three() return function(s, c) if c < 2 then return c + 1, s end end, "st", 0 end
for a, b in three() do io.write(a, b, " ") end
for a, b in (three)() do io.write(a, b, " ") end
for a, b in three(), "other", 1 do io.write(a, b, " ") end
print()
print(pcall(function() for a in (three()) do end end))
for a, b in three(), nil, 1 do io.write(a, tostring(b), " ") end
print(pcall(function() for a in three(), "x" do end end))
