-- story: getlocal shows exactly the locals alive at the current line
local function names() local r, i = {}, 1 while true do local n, v = debug.getlocal(2, i) if not n then break end r[#r + 1] = n .. "=" .. tostring(v):gsub("%w+: %S+", "obj") i = i + 1 end print(table.concat(r, " ")) end
local function f(a, b)
  names()
  local c = 3
  names()
  do
    local d = 4
    names()
  end
  local e = 5
  for i = 1, 1 do names() end
  for k in pairs { 1 } do local z = k names() end
  local a = "shadow"
  names()
end
f(1)
