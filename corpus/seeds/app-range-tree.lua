-- seed: interval map, fenwick tree, segment tree with lazy updates and a union find
local function fenwick(n) local t = {} for i = 1, n do t[i] = 0 end
  local function low(i) local b = 1 while i % (b * 2) == 0 do b = b * 2 end return b end
  return { add = function(i, v) while i <= n do t[i] = t[i] + v i = i + low(i) end end, sum = function(i) local s = 0 while i > 0 do s = s + t[i] i = i - low(i) end return s end, raw = t }
end
local f = fenwick(16)
for i = 1, 16 do f.add(i, i * i) end
print(f.sum(1), f.sum(4), f.sum(10), f.sum(16), f.sum(10) - f.sum(4))
f.add(5, -25) print(f.sum(4), f.sum(5), f.sum(16), table.concat(f.raw, " "))
local function segtree(values)
  local n, tree, lazy = #values, {}, {}
  local function build(k, lo, hi) lazy[k] = 0 if lo == hi then tree[k] = values[lo] return end local m = math.floor((lo + hi) / 2) build(2 * k, lo, m) build(2 * k + 1, m + 1, hi) tree[k] = math.max(tree[2 * k], tree[2 * k + 1]) end
  build(1, 1, n)
  local function update(k, lo, hi, a, b, v)
    if b < lo or hi < a then return end
    if a <= lo and hi <= b then tree[k], lazy[k] = tree[k] + v, lazy[k] + v return end
    local m = math.floor((lo + hi) / 2)
    update(2 * k, lo, m, a, b, v)
    update(2 * k + 1, m + 1, hi, a, b, v)
    tree[k] = math.max(tree[2 * k], tree[2 * k + 1]) + lazy[k]
  end
  local function query(k, lo, hi, a, b)
    if b < lo or hi < a then return -math.huge end
    if a <= lo and hi <= b then return tree[k] end
    local m = math.floor((lo + hi) / 2)
    return math.max(query(2 * k, lo, m, a, b), query(2 * k + 1, m + 1, hi, a, b)) + lazy[k]
  end
  return function(a, b, v) update(1, 1, n, a, b, v) end, function(a, b) return query(1, 1, n, a, b) end
end
local add, max = segtree { 3, 1, 4, 1, 5, 9, 2, 6 }
print(max(1, 8), max(1, 4), max(7, 8), max(2, 2)) add(1, 4, 10) print(max(1, 8), max(3, 3), max(5, 8)) add(3, 6, -5) print(max(1, 8), max(3, 4), max(6, 6), max(9, 10))
local function imap() local b = { { -math.huge, "none" } } return function(lo, hi, v)
    local out, before = {}, nil
    for _, e in ipairs(b) do if e[1] <= hi then before = e[2] end if e[1] < lo then out[#out + 1] = e end end
    out[#out + 1] = { lo, v } out[#out + 1] = { hi, before }
    for _, e in ipairs(b) do if e[1] > hi then out[#out + 1] = e end end
    b = out
  end, function(x) local r for _, e in ipairs(b) do if e[1] <= x then r = e[2] else break end end return r end, function() return #b end end
local set, get, size = imap()
set(10, 20, "a") set(15, 30, "b") set(12, 13, "c")
for x = 8, 32, 2 do io.write(x, get(x):sub(1, 1), " ") end print(size())
local parent, rank = {}, {}
local function find(x) if parent[x] == nil then parent[x], rank[x] = x, 0 end if parent[x] ~= x then parent[x] = find(parent[x]) end return parent[x] end
local function union(a, b) a, b = find(a), find(b) if a == b then return false end if rank[a] < rank[b] then a, b = b, a end parent[b] = a if rank[a] == rank[b] then rank[a] = rank[a] + 1 end return true end
print(union(1, 2), union(3, 4), union(2, 4), union(1, 3), find(1) == find(4), find(5) == find(1))
trees = { fenwick = f.raw, parent = parent, max = max(1, 8) }
