-- story: os.time accepts fields out of range; differences do not depend on the time zone
local base = os.time { year = 2001, month = 1, day = 15, hour = 12 }
local function d(t) return os.time(t) - base end
print(d { year = 2001, month = 1, day = 16, hour = 12 }, d { year = 2001, month = 1, day = 14, hour = 36 }, d { year = 2001, month = 1, day = 15, hour = 11, min = 60 }, d { year = 2001, month = 1, day = 15, hour = 12, sec = -1 })
print(d { year = 2000, month = 13, day = 15, hour = 12 }, d { year = 2002, month = -11, day = 15, hour = 12 }, d { year = 2001, month = 1, day = 15 }, d { year = "2001", month = "1", day = "15", hour = "12" })
print(pcall(os.time, { year = 2001, month = 1 })) print(pcall(os.time, { year = 2001, day = 1 })) print(pcall(os.time, { month = 1, day = 1 })) print(pcall(os.time, { year = "x", month = 1, day = 1 }))
local t = { year = 2001, month = 1, day = 32 } os.time(t) print(t.day, t.month, t.yday)
