-- The math library on edge cases and random numbers, the random sequence included.
local N = {0, -0, 1, -1, 0.5, -0.5, 2, 3, 10, -10, 1.5, 100, 1e10, -1e10, 1e300, -1e300, 1e-300, 5e-324, 1/0, -1/0, 0/0, math.pi, 0.1, 7.3, -7.3, 2^31, 2^53, 1023, 1024, -1074, -1075, 2^63, "5", "0x10", "x", {}, true}
local F = {}
for k, v in pairs(math) do if type(v) == "function" and not k:find("random") then F[#F+1] = k end end
table.sort(F)
for i = 1, ROUNDS do
  local f = pick(F)
  local n = rnd(3)
  if rnd(50) == 1 then n = 0 end
  local a = {}
  for j = 1, n do a[j] = pick(N) if rnd(3) == 1 then a[j] = (rnd(2000000) - 1000000) / rnd(100000) end end
  print(i, f, shown(unpack(a, 1, n)), "=", (shown(pcall(math[f], unpack(a, 1, n))):gsub("-nan", "nan")))
end
for i = 1, 500 do
  math.randomseed(i)
  print(i, math.random(), math.random(10), math.random(5, 9), shown(pcall(math.random, pick(N))), shown(pcall(math.random, pick(N), pick(N))), shown(pcall(math.random, 1, 2, 3)), shown(pcall(math.randomseed, pick(N))))
end
return output()
