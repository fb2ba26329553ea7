-- seed: SETLIST with an extended block number and many constants, checked through the dumped code
local function checksum(s)
  local a, b = 1, 0
  for i = 1, #s, 90 do
    a = (a + s:byte(i) * 3 + (s:byte(i + 44) or 7)) % 65521
    b = (b + a) % 65521
  end
  return ("%04x%04x %d"):format(b, a, #s)
end
local huge = assert(loadstring("return {" .. ("9,"):rep(25601) .. "x = 1, ...}", "=huge"))
print(checksum(string.dump(huge)))
local t = huge("tail", "end")
print(#t, t[1], t[25600], t[25601], t[25602], t[25603], t.x)
local names = {}
for i = 1, 600 do names[i] = "g" .. i end
local many = assert(loadstring(table.concat(names, " = 1 ") .. " = 1 return g1 + g300 + g600", "=many"))
local env = {}
setfenv(many, env)
print(many(), checksum(string.dump(many)))
local n = 0
for k, v in pairs(env) do n = n + v end
print(n)
local locals = {}
for i = 1, 180 do locals[i] = "l" .. i end
local f = assert(loadstring("local " .. table.concat(locals, ", ") .. " = ... l1, l180 = l180, l1 return l1, l90, l180", "=locals"))
local args = {}
for i = 1, 180 do args[i] = i end
print(f(unpack(args)))
print(checksum(string.dump(f)))
huge_result = { tail = { t[25602], t[25603] }, n = n, env = { g1 = env.g1, g600 = env.g600 } }
