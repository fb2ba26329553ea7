-- The table library; of sort also the comparisons in their order, with orders that contradict themselves.
local vals = {1, 2, 3, 4.5, -1, 0, "a", "b", "zz", "10", 7, 8, 9, true, false, 0/0, 1/0}
local function mk()
  local t = {}
  local k = rnd(6)
  if k == 1 then for i = 1, rnd(10) do t[i] = rnd(100) end
  elseif k == 2 then for i = 1, rnd(10) do t[i] = pick(vals) end
  elseif k == 3 then for i = 1, rnd(20) do t[rnd(20) - 3] = rnd(10) end
  elseif k == 4 then t = {1, 2, nil, 4, x = 1, [2.5] = 3, [100] = 7}
  elseif k == 5 then for i = 1, rnd(10) do t[i] = pick{"a","b","c","abc",""} end
  else for i = rnd(9), 1, -1 do t[i] = i end end
  return t
end
local args = {1, 2, 3, 0, -1, 5, 10, 2.5, "2", "x", {}, true, 2^31, -2^31, 30}
for i = 1, ROUNDS do
  local t = mk()
  local k = rnd(12)
  if k <= 2 then print(i, "insert", shown(pcall(table.insert, t, pick(vals))), show(t), #t)
  elseif k == 3 then local p = pick{1, 2, 3, 0, -1, 5, 10, 2.5, "2", "x", {}, 15} print(i, "insert3", show(p), shown(pcall(table.insert, t, p, pick(vals))), show(t), #t)
  elseif k == 4 then for j = 1, rnd(4) do local p = pick(args) print(i, "remove", shown(pcall(table.remove, t, p)), show(t), #t) end
  elseif k == 5 then print(i, "remove1", select("#", table.remove(t)), shown(pcall(table.remove, t)), show(t), #t)
  elseif k == 6 then print(i, "concat", shown(pcall(table.concat, t, pick{"", ",", 1, "\0", nil}, pick{1, 2, 0, -1, "1", nil}, pick{1, 2, 3, 5, "4", nil, nil})))
  elseif k == 7 then print(i, "maxn", shown(pcall(table.maxn, t)), shown(pcall(table.getn, t)))
  elseif k == 8 then local log = {} print(i, "foreach", shown(pcall(table.foreach, t, function(a, b) log[#log+1] = shown(a, b) if rnd(6) == 1 then return rnd(3) == 1 and error("x") or pick{false, 5} end end)), table.concat(log, ";"))
  elseif k == 9 then local log = {} print(i, "foreachi", shown(pcall(table.foreachi, t, function(a, b) log[#log+1] = shown(a, b) if rnd(6) == 1 then return pick{false, 5} end end)), table.concat(log, ";"))
  elseif k == 10 then print(i, "sort", shown(pcall(table.sort, t)), show(t))
  elseif k == 11 then
    local log = {}
    local mode = rnd(6)
    local c = 0
    local f = function(a, b)
      c = c + 1
      if c > 3000 then error("enough") end
      log[#log+1] = show(a) .. "<" .. show(b)
      if mode == 1 then return rnd(2) == 1 elseif mode == 2 then return true elseif mode == 3 then return tostring(a) < tostring(b)
      elseif mode == 4 then if c == 5 then t[rnd(5)] = rnd(10) end return tostring(a) > tostring(b)
      elseif mode == 5 then if c == 9 then error("stop") end return a < b
      else return a > b end
    end
    print(i, "sortf", mode, shown(pcall(table.sort, t, f)), show(t), table.concat(log, " "))
  else print(i, "args", shown(pcall(table[pick{"insert","remove","concat","sort","maxn","getn","setn","foreach","foreachi"}], pick{nil, 1, "x", {}, {1,2,3}}, pick(args), pick(args), pick{nil, 1}))) end
end
for n = 1, 60 do
  local t, log = {}, {}
  for i = 1, n do t[i] = rnd(pick{5, 50, 1000}) end
  table.sort(t, function(a, b) log[#log+1] = a .. "<" .. b return a < b end)
  print(n, table.concat(t, " "), table.concat(log, " "))
  local t = {} for i = 1, n * 5 do t[i] = rnd(2) == 1 and -0 or (rnd(3) == 1 and 0/0 or rnd(20)) end
  print(shown(pcall(table.sort, t)), show(t))
  local mt = {__lt = function(a, b) log[#log+1] = a.v return a.v < b.v end}
  log = {}
  local t = {} for i = 1, n do t[i] = setmetatable({v = rnd(100)}, mt) end
  table.sort(t) print(table.concat(log, " "))
end
-- growth of tables by insert and remove and the order of keys
for r = 1, 200 do
  local t = {}
  for i = 1, rnd(60) do
    local k = rnd(8)
    if k <= 3 then table.insert(t, i) elseif k == 4 then table.insert(t, 1, i) elseif k == 5 then table.remove(t) elseif k == 6 then table.remove(t, 1)
    elseif k == 7 then t["k" .. i] = i else table.insert(t, rnd(#t + 5), -i) end
  end
  print(r, #t, show(t))
end
return output()
