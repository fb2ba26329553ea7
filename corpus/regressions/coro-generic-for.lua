-- story: a wrap as the iterator of a generic for, with state values passed in
local function gen(s, c) while true do s, c = coroutine.yield((c or 0) + 1, s) if c >= 3 then return nil end end end
for v, s in coroutine.wrap(gen), "state" do print(v, s) end
local n = 0
for v in coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i) end end) do n = n + v if v == 4 then break end end
print(n)
print(pcall(function() for v in coroutine.wrap(function() coroutine.yield(1) error("in generator", 0) end) do io.write(v, " ") end end))
