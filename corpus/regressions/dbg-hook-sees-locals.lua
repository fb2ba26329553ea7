-- story: inside a hook level 2 is the hooked function and its locals can be read and set
local seen = {}
local function work(a)
  local b = a + 1
  local c = b + 1
  return c
end
debug.sethook(function(e, line)
  local i, names = 1, {}
  while true do local n, v = debug.getlocal(2, i) if not n or n:find("^%(") then break end names[#names + 1] = n .. "=" .. (type(v) == "number" and v or type(v)) i = i + 1 end
  if debug.getinfo(2, "f").func == work then seen[#seen + 1] = table.concat(names, ",") if #seen == 3 then debug.setlocal(2, 3, 100) end end
end, "l")
local r = work(1)
debug.sethook()
print(r, table.concat(seen, " | "))
