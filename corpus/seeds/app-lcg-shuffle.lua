-- seed: a deterministic generator, Fisher-Yates shuffle, quicksort, merge sort and shell sort compared
local function lcg(seed) return function(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end end
local rnd = lcg(42)
local function shuffle(t) for i = #t, 2, -1 do local j = rnd(i) t[i], t[j] = t[j], t[i] end return t end
local function copy(t) return { unpack(t) } end
local data = {}
for i = 1, 40 do data[i] = i * 3 % 17 end
shuffle(data)
print(table.concat(data, " "))
local sorts = {}
function sorts.insertion(t) local n = 0 for i = 2, #t do local v, j = t[i], i - 1 while j > 0 and t[j] > v do t[j + 1] = t[j] j = j - 1 n = n + 1 end t[j + 1] = v end return n end
function sorts.quick(t)
  local n = 0
  local function go(lo, hi)
    if lo >= hi then return end
    local p, i, j = t[math.floor((lo + hi) / 2)], lo, hi
    while i <= j do
      while t[i] < p do i = i + 1 n = n + 1 end
      while p < t[j] do j = j - 1 n = n + 1 end
      if i <= j then t[i], t[j] = t[j], t[i] i, j = i + 1, j - 1 end
    end
    go(lo, j) go(i, hi)
  end
  go(1, #t)
  return n
end
function sorts.merge(t)
  local n = 0
  local function go(lo, hi)
    if lo == hi then return { t[lo] } end
    local mid = math.floor((lo + hi) / 2)
    local a, b, r, i, j = go(lo, mid), go(mid + 1, hi), {}, 1, 1
    while a[i] or b[j] do
      n = n + 1
      if not b[j] or (a[i] and a[i] <= b[j]) then r[#r + 1] = a[i] i = i + 1 else r[#r + 1] = b[j] j = j + 1 end
    end
    return r
  end
  for i, v in ipairs(go(1, #t)) do t[i] = v end
  return n
end
function sorts.shell(t) local n, gap = 0, math.floor(#t / 2) while gap > 0 do for i = gap + 1, #t do local v, j = t[i], i while j > gap and t[j - gap] > v do t[j] = t[j - gap] j = j - gap n = n + 1 end t[j] = v end gap = math.floor(gap / 2) end return n end
function sorts.builtin(t) local n = 0 table.sort(t, function(a, b) n = n + 1 return a < b end) return n end
local expected
for _, name in ipairs { "insertion", "quick", "merge", "shell", "builtin" } do
  local t = copy(data)
  local n = sorts[name](t)
  local s = table.concat(t, " ")
  expected = expected or s
  print(name, n, s == expected)
end
print(expected)
local freq = {}
for _ = 1, 600 do local k = rnd(6) freq[k] = (freq[k] or 0) + 1 end
print(unpack(freq))
shuffled = { data = data, freq = freq }
