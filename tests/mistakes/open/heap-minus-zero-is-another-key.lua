-- 0 and -0 are one key.
local grid = {}
for x = -1, 1 do grid[x] = "column " .. x end
local origin = grid[0]
local step = -1
print(origin, grid[0 * step], grid[1])
