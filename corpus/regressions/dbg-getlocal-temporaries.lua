-- story: values without a name appear as temporaries while a call is being prepared
local function dump() local r, i = {}, 1 while true do local n, v = debug.getlocal(2, i) if not n then break end r[#r + 1] = n .. "=" .. tostring(v):gsub("%w+: %S+", "obj") i = i + 1 end return table.concat(r, " ") end
local function f(x)
  local y = 10 + #dump()
  local s = { 1, 2, dump() }
  print(s[3])
  print("pending", x, dump())
  return y > 0
end
print(f("arg"))
print((function(...) local a = ... return dump() .. "" end)(7, 8))
