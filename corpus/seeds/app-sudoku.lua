-- seed: constraint propagation and backtracking on a 4x4 and a 6x6 sudoku
local function solver(n, bw, bh)
  local grid, rows, cols, boxes, steps = {}, {}, {}, {}, 0
  for i = 1, n do rows[i], cols[i], boxes[i] = {}, {}, {} end
  local function box(r, c) return math.floor((r - 1) / bh) * (n / bw) + math.floor((c - 1) / bw) + 1 end
  local function set(r, c, v, on) local b = boxes[box(r, c)] rows[r][v], cols[c][v], b[v] = on, on, on grid[(r - 1) * n + c] = on and v or 0 end
  local function candidates(r, c) local t, b = {}, boxes[box(r, c)] for v = 1, n do if not rows[r][v] and not cols[c][v] and not b[v] then t[#t + 1] = v end end return t end
  local function solve()
    steps = steps + 1
    local best, br, bc
    for r = 1, n do
      for c = 1, n do
        if grid[(r - 1) * n + c] == 0 then
          local t = candidates(r, c)
          if #t == 0 then return false end
          if not best or #t < #best then best, br, bc = t, r, c end
        end
      end
    end
    if not best then return true end
    for _, v in ipairs(best) do
      set(br, bc, v, true)
      if solve() then return true end
      set(br, bc, v, nil)
    end
    return false
  end
  return function(s)
    local i = 0
    for ch in s:gmatch("[%d.]") do
      i = i + 1
      local r, c = math.floor((i - 1) / n) + 1, (i - 1) % n + 1
      local v = tonumber(ch) or 0
      if v > 0 then set(r, c, v, true) else grid[i] = 0 end
    end
    local ok = solve()
    local out = {}
    for r = 1, n do out[r] = table.concat(grid, "", (r - 1) * n + 1, r * n) end
    return ok, steps, table.concat(out, "\n")
  end
end
print(solver(4, 2, 2) "1... ..3. 4... ..2.")
print(solver(4, 2, 2) ".... .... .... ....")
print(solver(6, 3, 2) "..1... .....4 2..... .....3 1..... ...5..")
print((solver(4, 2, 2) "12.. ..34 .... ....")) print((solver(4, 2, 2) "1.2. ..3. .... ...."))
solved = { small = { solver(4, 2, 2) "1... ..3. 4... ..2." } }
