-- seed: Conway's game of life on a torus with a glider, a blinker and state hashing to find cycles
local W, H = 8, 6
local function grid(s)
  local g, y = {}, 0
  for line in s:gmatch("[^\n]+") do
    y = y + 1
    g[y] = {}
    for x = 1, W do g[y][x] = line:sub(x, x) == "#" and 1 or 0 end
  end
  for i = y + 1, H do g[i] = {} for x = 1, W do g[i][x] = 0 end end
  return g
end
local function step(g)
  local n = {}
  for y = 1, H do
    n[y] = {}
    for x = 1, W do
      local s = -g[y][x]
      for dy = -1, 1 do
        local row = g[(y + dy - 1) % H + 1]
        for dx = -1, 1 do s = s + row[(x + dx - 1) % W + 1] end
      end
      n[y][x] = (s == 3 or (s == 2 and g[y][x] == 1)) and 1 or 0
    end
  end
  return n
end
local function show(g)
  local r = {}
  for y = 1, H do
    local c = {}
    for x = 1, W do c[x] = g[y][x] == 1 and "#" or "." end
    r[y] = table.concat(c)
  end
  return table.concat(r, "\n")
end
local function population(g) local n = 0 for _, r in ipairs(g) do for _, c in ipairs(r) do n = n + c end end return n end
local glider = grid ".#......\n..#.....\n###.....\n"
for i = 0, 2 do print("gen " .. i, population(glider)) print(show(glider)) glider = step(glider) end
local function cycle(g, limit)
  local seen = {}
  for i = 0, limit do
    local k = show(g)
    if seen[k] then return i - seen[k], seen[k] end
    seen[k] = i
    g = step(g)
  end
end
print(cycle(grid "........\n.###....\n", 10)) print(cycle(grid ".##.....\n.##.....\n", 10)) print(cycle(grid ".#......\n..#.....\n###.....\n", 100)) print(cycle(grid "##.#....\n#..##...\n", 100))
life = { glider = glider, population = population(glider) }
