-- story: what debug.sethook leaves on its stack is seen by a hook that hears of its return
local function see(level)
  local c = 0
  while debug.getlocal(level + 1, c + 1) do c = c + 1 end
  return c
end
local f = function(e) print("hook", e, see(2)) end
debug.sethook(f, "r") debug.sethook()
debug.sethook(f, "r", 0) debug.sethook()
debug.sethook(f, "r", 0, 4) debug.sethook()
debug.sethook(f, "r", 0, 4, 5) debug.sethook()
debug.sethook(f, "r", 0, 4, 5, 6) debug.sethook()
debug.sethook(f, "r", nil, 4, 5, 6, 7) debug.sethook()
debug.sethook(f, "c") debug.sethook(nil, 1, 2, 3, 4)
debug.sethook(f, "c") debug.sethook(nil, 1)
debug.sethook(f, "c") debug.sethook()
debug.sethook(f, "c") math.max(1, 2, 3) debug.sethook()
debug.sethook(f, "r") math.max(1, 2, 3) debug.sethook()
