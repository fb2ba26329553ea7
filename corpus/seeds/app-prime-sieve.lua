-- seed: sieve of Eratosthenes, segmented counting, factorization and totients
local function sieve(n)
  local composite, primes = {}, {}
  for i = 2, n do
    if not composite[i] then
      primes[#primes + 1] = i
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return primes, composite
end
primes = sieve(1000)
print(#primes, primes[1], primes[10], primes[100], primes[#primes])
print(table.concat(primes, " ", 1, 25))
local function factor(n)
  local out = {}
  for _, p in ipairs(primes) do
    while n % p == 0 do out[#out + 1] = p n = n / p end
    if n == 1 then break end
  end
  if n > 1 then out[#out + 1] = n end
  return out
end
for _, n in ipairs { 2, 12, 97, 360, 1001, 65536, 999999, 123456789 } do print(n, table.concat(factor(n), "*")) end
local function phi(n)
  local r, last = n, nil
  for _, p in ipairs(factor(n)) do if p ~= last then r = r - r / p last = p end end
  return r
end
local sums = {}
for i = 1, 30 do sums[i] = phi(i) end
print(table.concat(sums, " "))
local twins = {}
for i = 2, #primes do if primes[i] - primes[i - 1] == 2 and #twins < 10 then twins[#twins + 1] = primes[i - 1] .. "/" .. primes[i] end end
print(table.concat(twins, " "))
local gaps = {}
for i = 2, #primes do local g = primes[i] - primes[i - 1] gaps[g] = (gaps[g] or 0) + 1 end
for g = 1, 20 do if gaps[g] then io.write(g, ":", gaps[g], " ") end end
print()
local goldbach = {}
local set = {}
for _, p in ipairs(primes) do set[p] = true end
for n = 4, 60, 8 do for _, p in ipairs(primes) do if set[n - p] then goldbach[#goldbach + 1] = n .. "=" .. p .. "+" .. n - p break end end end
print(table.concat(goldbach, " "))
sieve_result = { gaps = gaps, twins = twins, goldbach = goldbach }
