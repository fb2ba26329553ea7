-- story: a loop body of thousands of instructions still jumps correctly
local body = {}
for i = 1, 2000 do body[i] = "n = n + 1" end
local src = "local n, k = 0, 0 while k < 3 do k = k + 1 " .. table.concat(body, " ") .. " if n > 1e9 then break end end return n, k"
print(loadstring(src)())
local src2 = "local n = 0 for i = 1, 2 do " .. table.concat(body, " ") .. " end return n"
print(loadstring(src2)())
local src3 = "local n = 0 repeat " .. table.concat(body, " ") .. " until n >= 6000 return n"
print(loadstring(src3)())
