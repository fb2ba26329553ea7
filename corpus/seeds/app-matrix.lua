-- seed: matrices with operator metamethods: product, power, transpose, determinant, inverse
local M = {}
M.__index = M
local function matrix(rows) return setmetatable(rows, M) end
local function build(n, m, f) local r = {} for i = 1, n do r[i] = {} for j = 1, m do r[i][j] = f(i, j) end end return matrix(r) end
local function identity(n) return build(n, n, function(i, j) return i == j and 1 or 0 end) end
M.__add = function(a, b) return build(#a, #a[1], function(i, j) return a[i][j] + b[i][j] end) end
M.__sub = function(a, b) return a + -1 * b end
M.__mul = function(a, b)
  if type(a) == "number" then return build(#b, #b[1], function(i, j) return a * b[i][j] end) end
  if type(b) == "number" then return b * a end
  if #a[1] ~= #b then error("shape mismatch", 2) end
  return build(#a, #b[1], function(i, j) local s = 0 for k = 1, #b do s = s + a[i][k] * b[k][j] end return s end)
end
M.__pow = function(a, n) local r = identity(#a) while n > 0 do if n % 2 == 1 then r = r * a end a = a * a n = math.floor(n / 2) end return r end
M.__unm = function(a) return -1 * a end
M.__eq = function(a, b) for i = 1, #a do for j = 1, #a[1] do if a[i][j] ~= b[i][j] then return false end end end return true end
M.__tostring = function(a) local r = {} for i = 1, #a do r[i] = table.concat(a[i], " ") end return "[" .. table.concat(r, "; ") .. "]" end
function M:t() return build(#self[1], #self, function(i, j) return self[j][i] end) end
function M:det()
  if #self == 1 then return self[1][1] end
  local d = 0
  for c = 1, #self do
    local minor = build(#self - 1, #self - 1, function(i, j) return self[i + 1][j < c and j or j + 1] end)
    d = d + (c % 2 == 1 and 1 or -1) * self[1][c] * minor:det()
  end
  return d
end
local a, b = matrix { { 1, 2 }, { 3, 4 } }, matrix { { 0, 1 }, { 1, 0 } }
print(a, b) print(a + b, a - b, -a) print(a * b, b * a, 2 * a, a * 0.5)
print(a ^ 5, matrix { { 1, 1 }, { 1, 0 } } ^ 30) print(a:t(), (a * b):t() == b:t() * a:t())
print(a:det(), (a * b):det(), matrix { { 2, 0, 1 }, { 1, 3, 2 }, { 1, 1, 4 } }:det(), identity(4):det())
print(a * identity(2) == a, a == b, a ~= b, rawequal(a * identity(2), a))
print(pcall(function() return a * matrix { { 1, 2, 3 } } end))
result = { a = a, b = b, product = a * b }
