-- Dates and times: every conversion of os.date, calendar fields out of range in os.time.
local times = { 0, 1, -1, 86399, 951782400, 1e9, 1.5e9, 2 ^ 31, 2 ^ 33, -1e9, 4e11, 1e17, 1e300, -1e300, 1.9, 0 / 0, "5" }
local pieces = { "%a", "%A", "%b", "%B", "%c", "%d", "%H", "%I", "%j", "%m", "%M", "%p", "%S", "%U", "%w", "%W", "%x", "%X", "%y",
  "%Y", "%Z", "%%", " ", "text", "%D", "%F", "%q", "%", "\0", "!", "*t" }
local values = { 0, 1, 5, 12, 31, 60, -1, 100, 1970, 2000, 1999, 2.7, "7", "x", true, {}, 2 ^ 31, -2 ^ 31, 1e10 }
for i = 1, ROUNDS do
  local t = {}
  for j = 1, rnd(4) do t[j] = pick(pieces) end
  local format = (rnd(2) == 1 and "!" or "") .. table.concat(t)
  print(i, show(format), shown(pcall(os.date, format, pick(times))))
  print(shown(pcall(os.date, pick { "*t", "!*t", "!*tx" }, pick(times))))
  local fields = {}
  for _, name in ipairs { "year", "month", "day", "hour", "min", "sec", "isdst" } do
    if rnd(12) > 1 then fields[name] = rnd(8) == 1 and pick(values) or rnd(60) end
  end
  if rnd(3) > 1 then fields.year = 1900 + rnd(200) end
  print(shown(pcall(os.time, fields)), shown(pcall(os.difftime, pick(times), pick(times))))
end
print(pcall(os.time, 1), pcall(os.date, {}), pcall(os.difftime), pcall(os.date, "*t", "x"))
print(shown(pcall(os.time, setmetatable({}, { __index = function(_, k) return k ~= "isdst" and 5 or nil end }))))
print(pcall(os.setlocale, "C", "x"), os.setlocale "C", os.setlocale(nil, "numeric"), os.setlocale "no such locale")
print(os.getenv "NO_SUCH_VARIABLE", pcall(os.getenv), pcall(os.rename, "a"), pcall(os.exit, "x"), pcall(os.execute, {}))
return output()
