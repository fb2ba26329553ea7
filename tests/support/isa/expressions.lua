-- Operators, logic, calls with open results, big tables.
local a, b, c = 3, 4.5, "x"
local d = a + b * 2 - -a / b ^ 2 % 7
local e = not a == b or a < b and b <= d or c .. a .. "y" .. b
local f = a and b or c
local g = (a > b) == (b >= a) ~= (c ~= nil)
local h = not (a and (b or c)) and d
local function two() return 1, 2 end
local function va(...)
  local x, y = ...
  local t = { ..., n = select("#", ...) }
  local u = { x, y, ... }
  return x, two(...), ...
end
local function tail(n, ...) if n == 0 then return ... end return tail(n - 1, n, ...) end
print(d, e, f, g, h, (two()), two(), (va(1, 2, 3)))
print(va(two()), tail(5))
local big = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, va(1, 2) }
local x = a == 1 and 10 or a == 2 and 20 or nil
local y = (a or b) and (c and d) or (e or f)
local z
z = z == nil
if not (a < b) then z = 1 elseif a ~= 3 or b == 4.5 and not c then z = 2 else z = false end
big[#big + 1], big.x, z = two()
assert(a < 10 and "s" < "t" and not (c > "y"), "never")
local p, q, r = nil, nil, nil
undefined_global = p; undefined_global = undefined_global or q
return big, -a, #c, not c, x, y, z, r, function(...) return ... end, va
