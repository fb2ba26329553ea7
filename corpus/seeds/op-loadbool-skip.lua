-- seed: LOADBOOL with and without the skip, from comparisons, not, and/or used as values
local function flags(a, b)
  local eq = a == b
  local ne = a ~= b
  local lt = a < b
  local le = a <= b
  local gt = a > b
  local ge = a >= b
  return eq, ne, lt, le, gt, ge
end
print(flags(1, 2))
print(flags(2, 1))
print(flags(2, 2))
print(flags("abc", "abd"))

local t = true
local f = false
local n = not (1 == 2)
local m = not t
print(t, f, n, m, not f, not nil, not 0)

local both = (1 < 2) and (3 < 2)
local either = (1 > 2) or (3 > 2)
local mixed = not ((1 < 2) == (2 < 1))
print(both, either, mixed)

table_of_flags = { 1 < 2, 2 < 1, 1 == 1, not true, key = 3 >= 4, deep = { "a" < "b" } }
for i = 1, 4 do print(i, table_of_flags[i]) end
print(table_of_flags.key, table_of_flags.deep[1])

local function choose(v) return v == 1 or v == 2 or v == 3 end
print(choose(1), choose(2), choose(3), choose(4))
local function range(v) return v > 0 and v < 10 and v ~= 5 end
print(range(0), range(1), range(5), range(9), range(10))
all_in_range = range(7)
