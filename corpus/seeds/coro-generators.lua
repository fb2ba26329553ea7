-- seed: generators with wrap: ranges, primes by filter chain, permutations, tree walk, zip
local function gen(n) return coroutine.wrap(function() for i = 2, n do coroutine.yield(i) end end) end
local function filter(p, g)
  return coroutine.wrap(function()
    while true do
      local n = g()
      if n == nil then return end
      if n % p ~= 0 then coroutine.yield(n) end
    end
  end)
end
local primes, x = {}, gen(60)
while true do
  local n = x()
  if n == nil then break end
  primes[#primes + 1] = n
  x = filter(n, x)
end
print(table.concat(primes, " "))
local function permgen(a, n)
  if n <= 1 then coroutine.yield(a) return end
  for i = 1, n do
    a[n], a[i] = a[i], a[n]
    permgen(a, n - 1)
    a[n], a[i] = a[i], a[n]
  end
end
local ps = {}
for p in coroutine.wrap(function() permgen({ "a", "b", "c" }, 3) end) do ps[#ps + 1] = table.concat(p) end
print(table.concat(ps, " "))
local function inorder(t) if t then inorder(t.left) coroutine.yield(t.key) inorder(t.right) end end
local tree = { key = 5, left = { key = 2, right = { key = 3 } }, right = { key = 8, left = { key = 7 }, right = { key = 9 } } }
for k in coroutine.wrap(function() inorder(tree) end) do io.write(k, " ") end
print()
local function zip(f, g) return coroutine.wrap(function() while true do local a, b = f(), g() if a == nil or b == nil then return end coroutine.yield(a, b) end end) end
for a, b in zip(gen(6), string.gmatch("x y z w v u t", "%a")) do io.write(a, b, " ") end
print()
local function fibs() local a, b = 0, 1 return coroutine.wrap(function() while true do coroutine.yield(a) a, b = b, a + b end end) end
local f = fibs()
for i = 1, 12 do io.write(f(), i < 12 and "," or "\n") end
generated = { primes = primes, ps = ps, tree = tree }
