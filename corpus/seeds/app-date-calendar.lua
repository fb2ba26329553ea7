-- seed: calendar arithmetic without os: leap years, day of week, month grids, Easter and day numbers
local function leap(y) return y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0) end
local mdays = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local function days_in(y, m) return m == 2 and leap(y) and 29 or mdays[m] end
local function daynum(y, m, d)
  local a = math.floor((14 - m) / 12)
  local yy, mm = y + 4800 - a, m + 12 * a - 3
  return d + math.floor((153 * mm + 2) / 5) + 365 * yy + math.floor(yy / 4) - math.floor(yy / 100) + math.floor(yy / 400) - 32045
end
local function fromday(n)
  local a = n + 32044
  local b = math.floor((4 * a + 3) / 146097)
  local c = a - math.floor(146097 * b / 4)
  local d = math.floor((4 * c + 3) / 1461)
  local e = c - math.floor(1461 * d / 4)
  local m = math.floor((5 * e + 2) / 153)
  return 100 * b + d - 4800 + math.floor(m / 10), m + 3 - 12 * math.floor(m / 10), e - math.floor((153 * m + 2) / 5) + 1
end
local function weekday(y, m, d) return daynum(y, m, d) % 7 + 1 end
local names = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" }
for _, y in ipairs { 1900, 1996, 2000, 2023, 2024, 2100 } do io.write(y, "=", tostring(leap(y)), " ") end
print()
print(daynum(2000, 1, 1), names[weekday(2000, 1, 1)], names[weekday(1969, 7, 20)], names[weekday(2024, 2, 29)], daynum(2024, 12, 25) - daynum(2024, 2, 29))
local ok = true
for n = daynum(1999, 12, 25), daynum(2001, 3, 5) do local y, m, d = fromday(n) ok = ok and daynum(y, m, d) == n end
print(ok, fromday(daynum(2024, 2, 28) + 2))
local function calendar(y, m)
  local lines, line = { ("%04d-%02d"):format(y, m), "Mo Tu We Th Fr Sa Su" }, ("   "):rep(weekday(y, m, 1) - 1)
  for d = 1, days_in(y, m) do
    line = line .. ("%2d "):format(d)
    if #line >= 21 or d == days_in(y, m) then lines[#lines + 1] = line:gsub(" +$", "") line = "" end
  end
  return table.concat(lines, "\n")
end
print(calendar(2024, 2)) print(calendar(2023, 10))
local function easter(y)
  local a, b, c = y % 19, math.floor(y / 100), y % 100
  local h = (19 * a + b - math.floor(b / 4) - math.floor((b - math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  local l = (32 + 2 * (b % 4) + 2 * math.floor(c / 4) - h - c % 4) % 7
  local m = math.floor((a + 11 * h + 22 * l) / 451)
  local k = h + l - 7 * m + 114
  return math.floor(k / 31), k % 31 + 1
end
for _, y in ipairs { 1961, 2000, 2024, 2038 } do print(y, easter(y)) end
local friday13 = {}
for y = 2020, 2024 do for m = 1, 12 do if weekday(y, m, 13) == 5 then friday13[#friday13 + 1] = y .. "-" .. m end end end
print(table.concat(friday13, " "))
calendar_data = { friday13 = friday13, february = calendar(2024, 2) }
