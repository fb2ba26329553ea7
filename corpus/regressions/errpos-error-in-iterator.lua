-- story: an error raised by the iterator of a generic for unwinds the loop
local function iter(s, c) if c == 3 then error("stop at 3", 0) end return (c or 0) + 1 end
local seen = {}
print(pcall(function() for i in iter do seen[#seen + 1] = i end end))
print(#seen, seen[3])
print(pcall(function() for i in function() local x; return x.y end do end end))
print(pcall(function() for k in next, {}, "nokey" do end end))
