-- story: an overflow inside xpcall lets the handler run in the reserved space
local seen
local function rec() return rec() .. "x" end
print(xpcall(rec, function(m) seen = tostring(m):match("stack overflow") return "handled" end))
print(seen)
local n = 0
local function again() n = n + 1 return 1 + again() end
for _ = 1, 3 do print((pcall(again))) end
print(n > 3000)
