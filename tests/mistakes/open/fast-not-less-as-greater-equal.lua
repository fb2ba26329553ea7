-- NaN is less than nothing.
local nan, one = 0 / 0, 1
if nan < 1 then print("less than 1") else print("not less than 1") end
if nan < one then print("less than one") else print("not less than one") end
if not (nan < one) then print("not") end
while nan < 1 do print("in the loop") break end
