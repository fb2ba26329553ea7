-- seed: deep and mutual recursion: ackermann, hanoi, permutations, power set, deep non-tail calls
local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
print(ack(0, 0), ack(1, 2), ack(2, 3), ack(2, 8))
local moves = {}
local function hanoi(n, a, b, c)
  if n == 0 then return end
  hanoi(n - 1, a, c, b)
  moves[#moves + 1] = a .. c
  hanoi(n - 1, b, a, c)
end
hanoi(4, "A", "B", "C")
print(#moves, table.concat(moves, " "))
local function permute(a, n, emit)
  n = n or #a
  if n <= 1 then emit(a) return end
  for i = 1, n do
    a[n], a[i] = a[i], a[n]
    permute(a, n - 1, emit)
    a[n], a[i] = a[i], a[n]
  end
end
local perms = {}
permute({ 1, 2, 3, 4 }, nil, function(a) perms[#perms + 1] = table.concat(a) end)
print(#perms, table.concat(perms, " "))
local function powerset(s, i)
  i = i or 1
  if i > #s then return { {} } end
  local rest = powerset(s, i + 1)
  local n = #rest
  for k = 1, n do rest[#rest + 1] = { s[i], unpack(rest[k]) } end
  return rest
end
for _, set in ipairs(powerset { "a", "b", "c" }) do io.write("{", table.concat(set, ","), "} ") end
print()
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(5000))
local function gcd(a, b) if b == 0 then return a end return gcd(b, a % b) end
print(gcd(1071, 462), gcd(2 ^ 30, 6 ^ 10))
recursion = { moves = moves, perms = #perms }
