-- story: the count hook fires every n instructions and can stop a loop by an error
local n = 0
debug.sethook(function() n = n + 1 end, "", 100)
for i = 1, 1000 do local x = i end
debug.sethook()
print(n >= 15 and n <= 40)
print(pcall(function()
  debug.sethook(function(e) debug.sethook() error("stopped by " .. e, 0) end, "", 1000)
  while true do end
end))
local events = {}
debug.sethook(function(e, l) events[e] = type(l) end, "l", 1)
local a = 1
local b = 2
debug.sethook()
print(events.count, events.line)
