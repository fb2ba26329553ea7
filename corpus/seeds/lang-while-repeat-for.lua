-- seed: control structures nested in each other with break at every level and return inside loops
local log = {}
local function p(...) log[#log + 1] = table.concat({ ... }, ":") end
for i = 1, 3 do
  local j = 0
  while true do
    j = j + 1
    if j > i then break end
    local k = 0
    repeat
      k = k + 1
      if k == 2 and j == 2 then break end
      p(i, j, k)
      for w in ("a b"):gmatch("%a") do
        if w == "b" then break end
        p(w, i)
      end
    until k >= j
  end
end
print(table.concat(log, " "))
local function find(grid, v)
  for y, row in ipairs(grid) do
    for x, cell in ipairs(row) do
      if cell == v then return x, y end
    end
  end
  return nil, "not found"
end
local grid = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } }
print(find(grid, 5)) print(find(grid, 7)) print(find(grid, 10))
local function loopret(n) while n > 0 do n = n - 1 repeat if n == 3 then return n, "early" end until true end return n, "late" end
print(loopret(5)) print(loopret(2))
local s = 0
for i = 10, 1, -3 do for j = i, i + 2 do if j % 2 == 0 then s = s + j end end end
print(s)
local a, b = 1, 1
while a < 100 do a, b = b, a + b end
print(a, b)
structure = { log = log, grid = grid }
