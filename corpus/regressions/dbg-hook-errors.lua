-- story: an error in a hook is an error of the running function and has its position rules
local function try(f) local r = { pcall(f) } debug.sethook() print(unpack(r)) end
try(function() debug.sethook(function() error("from line hook", 0) end, "l")
  local x = 1 end)
try(function() debug.sethook(function() debug.sethook() error("positioned", 2) end, "l")
  local x = 1 end)
try(function() debug.sethook(function() debug.sethook() local t; t.x = 1 end, "c") print() end)
print(debug.sethook == debug.sethook)
