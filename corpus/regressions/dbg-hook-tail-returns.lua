-- story: a chain of n tail calls gives n tail return events
local log = {}
local function f(n) if n == 0 then return "x" end return f(n - 1) end
for n = 0, 3 do
  log = {}
  debug.sethook(function(e) log[#log + 1] = e end, "cr")
  f(n)
  debug.sethook()
  print(n, table.concat(log, " "))
end
