-- seed: n-queens by backtracking with pruning arrays, solution counts and a printed board
local function queens(n, on_solution)
  local cols, d1, d2, row_of = {}, {}, {}, {}
  local count = 0
  local function place(r)
    if r > n then
      count = count + 1
      if on_solution then on_solution(row_of, count) end
      return
    end
    for c = 1, n do
      if not cols[c] and not d1[r + c] and not d2[r - c + n] then
        cols[c], d1[r + c], d2[r - c + n], row_of[r] = true, true, true, c
        place(r + 1)
        cols[c], d1[r + c], d2[r - c + n] = nil, nil, nil
      end
    end
  end
  place(1)
  return count
end
for n = 1, 7 do io.write(n, ":", queens(n), " ") end
print()
first = {}
queens(6, function(s, k) if k == 1 then for i, c in ipairs(s) do first[i] = c end end end)
print(table.concat(first, " "))
for _, c in ipairs(first) do print(("."):rep(c - 1) .. "Q" .. ("."):rep(#first - c)) end
local all = {}
queens(5, function(s) all[#all + 1] = table.concat(s) end)
print(#all, table.concat(all, " "))
local function valid(s)
  for i = 1, #s do for j = i + 1, #s do if s[i] == s[j] or math.abs(s[i] - s[j]) == j - i then return false end end end
  return true
end
print(valid(first), valid { 1, 2, 3 }, valid { 2, 4, 1, 3 })
local function stop_early(n)
  local found
  local ok, e = pcall(queens, n, function(s) found = table.concat(s, ",") error("stop", 0) end)
  return found, ok, e
end
print(stop_early(8))
solutions = { first = first, all = all }
