-- story: the iterator gets the state and the control value; the first nil ends the loop
local log = {}
local function iter(s, c) log[#log + 1] = tostring(s) .. "/" .. tostring(c) if c < 3 then return c + 1, "second" end end
for k, v, extra in iter, "S", 0 do log[#log + 1] = k .. v .. tostring(extra) k = 100 end
print(table.concat(log, " "))
for a in function() return nil end do print("never") end
local n = 0
for a in function() n = n + 1 if n < 3 then return false end end do io.write(tostring(a), " ") end
print(n)
print(pcall(function() for a, b in pairs({ x = 1 }), nil do print("not reached") end end))
