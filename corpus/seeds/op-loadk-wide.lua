-- seed: more than 256 constants in one function, so that RK operands fall back to LOADK
local parts = { "local t = {}\n" }
for i = 1, 300 do
  parts[#parts + 1] = string.format("t.k%d = 'v%d'\n", i, i)
end
parts[#parts + 1] = [[
local n = t.k299 .. t.k300
local late = { late_key = 'late value', other_late = 12345.5 }
t.fresh_key = late.other_late + 98765.25
local sum = 4321.5 + #n * 77777.125
local cmp = (sum < 88888.75) == (99999.5 > sum)
if n == 'v299v300x' then cmp = 'impossible' end
function t:method_past_the_limit(x) return self.fresh_key - x end
local viaself = t:method_past_the_limit(11111.5)
late_global_name = sum
return t, n, sum, cmp, viaself, late.late_key
]]
local chunk = assert(loadstring(table.concat(parts), "=wide"))
local t, n, sum, cmp, viaself, lk = chunk()
print(t.k1, t.k128, t.k129, t.k256, t.k300)
print(n, sum, cmp, viaself, lk, late_global_name)
print(t.fresh_key)
local count = 0
for k, v in pairs(t) do
  if type(v) == "string" then
    assert(k:sub(2) == v:sub(2))
    count = count + 1
  end
end
print(count)
result = { count = count, sum = sum, last = t.k300, fresh = t.fresh_key }
