-- story: every portable date directive for fixed UTC times
local t = 1234567890
for c in ("aAbBcdHIjmMpSUwWxXyY%"):gmatch(".") do io.write(c, "=", os.date("!%" .. c, t), " | ") end
print()
print(os.date("!%Y-%m-%dT%H:%M:%SZ", 0), os.date("!%c", -1), os.date("!%H:%M", 86399), os.date("!%j %U %W %w", 951782400))
print(os.date("!", t) == "", os.date("!text", t), os.date("!%%%%", t), #os.date("!" .. ("%Y"):rep(50), t))
