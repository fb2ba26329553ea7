-- story: every reserved word is refused as a name and allowed as a quoted key
local n = 0
for w in ("and break do else elseif end false for function if in local nil not or repeat return then true until while"):gmatch("%a+") do
  local f, e = loadstring("local " .. w .. " = 1", "=r")
  local g, e2 = loadstring("t." .. w .. " = 1", "=r")
  if not f and not g then n = n + 1 end
  if n % 7 == 1 then print(e, e2) end
  assert(loadstring("return { ['" .. w .. "'] = 1 }"))
end
print(n)
print(loadstring("local And, END = 1, 2 return And + END")())
