-- seed: os.date with fixed times in UTC, os.time normalisation by differences, difftime, getenv, clock
print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%c", 86400), os.date("!%x %X %p", 1e9), os.date("!%A %a %B %b %d %j %w %y %%", 1234567890), os.date("!%I:%M %U %W", 1234567890))
local d = os.date("!*t", 1e9)
print(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
local function keys(t) local r = {} for k in pairs(t) do r[#r + 1] = k end table.sort(r) return table.concat(r, " ") end
print(keys(d), type(os.date()), type(os.time()), type(os.clock()), os.clock() >= 0)
print(os.date("!%H", 3600.9), os.date("!", 0) == "", os.date("!plain", 0), os.date("!%Y", -86400), os.date("!%Y-%m-%d", 2 ^ 31), os.date("!%d", "86400"))
local base = os.time { year = 2001, month = 2, day = 3, hour = 4, min = 5, sec = 6 }
local function diff(t) return os.time(t) - base end
print(diff { year = 2001, month = 2, day = 3, hour = 4, min = 5, sec = 7 }, diff { year = 2001, month = 2, day = 4, hour = 4, min = 5, sec = 6 }, diff { year = 2001, month = 2, day = 3, hour = 28, min = 5, sec = 6 }, diff { year = 2001, month = 2, day = 3, hour = 4, min = 65, sec = -54 })
print(diff { year = 2000, month = 14, day = 3, hour = 4, min = 5, sec = 6 }, diff { year = 2001, month = 1, day = 34, hour = 4, min = 5, sec = 6 }, diff { year = 2001, month = 2, day = 3 }, diff { year = "2001", month = "2", day = "3", hour = "12" })
print(pcall(os.time, {})) print(pcall(os.time, { year = 2000 })) print(pcall(os.time, { year = 2000, month = 1 })) print(pcall(os.time, 5)) print(pcall(os.time, { year = "x", month = 1, day = 1 }))
print(os.difftime(10, 5), os.difftime(5, 10), os.difftime(7), pcall(os.difftime)) print(os.getenv("LOCKSTEP_SURELY_MISSING_VARIABLE"), pcall(os.getenv))
local rt = os.date("*t", base)
print(rt.year, rt.month, rt.day, rt.hour, rt.min, rt.sec, os.time(rt) == base)
local leap = {}
for y = 1996, 2004 do local t = os.date("!*t", 0) leap[#leap + 1] = tonumber(os.date("%j", os.time { year = y, month = 12, day = 31 })) end
print(table.concat(leap, " "))
local days = {}
for m = 1, 12 do days[m] = tonumber(os.date("%d", os.time { year = 2023, month = m + 1, day = 0 })) end
print(table.concat(days, " "))
local week = {}
for i = 0, 6 do week[i + 1] = os.date("!%a", i * 86400) end
print(table.concat(week, " "), os.date("!%d/%m/%y", 951782400), os.date("!%a %d %b", 951868800))
dates = { d = d, days = days, week = week }
