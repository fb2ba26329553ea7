-- seed: dynamic programming: knapsack, longest common subsequence, edit distance, coin change, LIS
local items = { { "map", 9, 150 }, { "compass", 13, 35 }, { "water", 153, 200 }, { "sandwich", 50, 160 }, { "glucose", 15, 60 }, { "tin", 68, 45 }, { "banana", 27, 60 } }
local function knapsack(cap)
  local best = {}
  for i = 0, #items do best[i] = {} end
  for w = 0, cap do best[0][w] = 0 end
  for i, it in ipairs(items) do
    for w = 0, cap do
      local skip = best[i - 1][w]
      local take = it[2] <= w and best[i - 1][w - it[2]] + it[3] or -1
      best[i][w] = math.max(skip, take)
    end
  end
  local chosen, w = {}, cap
  for i = #items, 1, -1 do if best[i][w] ~= best[i - 1][w] then table.insert(chosen, 1, items[i][1]) w = w - items[i][2] end end
  return best[#items][cap], table.concat(chosen, " ")
end
print(knapsack(60)) print(knapsack(200)) print(knapsack(5))
local function lcs(a, b)
  local t = {}
  for i = 0, #a do t[i] = {} for j = 0, #b do
    if i == 0 or j == 0 then t[i][j] = "" elseif a:byte(i) == b:byte(j) then t[i][j] = t[i - 1][j - 1] .. a:sub(i, i)
    else local x, y = t[i - 1][j], t[i][j - 1] t[i][j] = #x >= #y and x or y end
  end end
  return t[#a][#b]
end
print(lcs("AGGTAB", "GXTXAYB"), lcs("ABCBDAB", "BDCABA"), lcs("", "x") == "", lcs("same", "same"))
local function edit(a, b)
  local prev = {}
  for j = 0, #b do prev[j] = j end
  for i = 1, #a do
    local cur = { [0] = i }
    for j = 1, #b do cur[j] = math.min(prev[j] + 1, cur[j - 1] + 1, prev[j - 1] + (a:byte(i) == b:byte(j) and 0 or 1)) end
    prev = cur
  end
  return prev[#b]
end
print(edit("kitten", "sitting"), edit("", "abc"), edit("flaw", "lawn"), edit("same", "same"))
local function change(coins, n) local ways = { [0] = 1 } for i = 1, n do ways[i] = 0 end for _, c in ipairs(coins) do for i = c, n do ways[i] = ways[i] + ways[i - c] end end return ways[n] end
print(change({ 1, 5, 10, 25, 50 }, 100), change({ 2 }, 3), change({ 1, 2, 5 }, 11))
local function lis(t) local tails, n = {}, 0 for _, v in ipairs(t) do local lo, hi = 1, n + 1 while lo < hi do local m = math.floor((lo + hi) / 2) if tails[m] < v then lo = m + 1 else hi = m end end tails[lo] = v if lo > n then n = lo end end return n end
print(lis { 10, 9, 2, 5, 3, 7, 101, 18 }, lis {}, lis { 1, 2, 3 }, lis { 3, 2, 1 })
local function maxsub(t) local best, cur, from, bf, bt = -math.huge, 0, 1, 1, 0 for i, v in ipairs(t) do if cur <= 0 then cur, from = v, i else cur = cur + v end if cur > best then best, bf, bt = cur, from, i end end return best, bf, bt end
print(maxsub { -2, 1, -3, 4, -1, 2, 1, -5, 4 })
dp = { value = (knapsack(60)), lcs = lcs("dynamic", "programming"), items = items }
