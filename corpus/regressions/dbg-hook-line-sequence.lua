-- story: the line hook fires for every new line and for every backward jump
local log = {}
local function run(f, ...) debug.sethook(function(_, l) log[#log + 1] = l end, "l") f(...) debug.sethook() print(table.concat(log, " ")) log = {} end
run(function()
  local a = 1
  a = a + 1

  return a
end)
run(function() for i = 1, 3 do local x = i end end)
run(function()
  for i = 1, 2 do
    local x = i
  end
end)
run(function() local i = 0 while i < 2 do i = i + 1 end end)
run(function()
  local t = {
    1,
    2,
  }
end)
