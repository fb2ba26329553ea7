-- seed: __add __sub __mul __div __mod __pow __unm with the operand order and mixed operands
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({ x = x, y = y }, V) end
local function isvec(v) return getmetatable(v) == V end
local function lift(v) return isvec(v) and v or vec(v, v) end
local function op(f) return function(a, b) a, b = lift(a), lift(b) return vec(f(a.x, b.x), f(a.y, b.y)) end end
V.__add = op(function(a, b) return a + b end)
V.__sub = op(function(a, b) return a - b end)
V.__mul = op(function(a, b) return a * b end)
V.__div = op(function(a, b) return a / b end)
V.__mod = op(function(a, b) return a % b end)
V.__pow = op(function(a, b) return a ^ b end)
V.__unm = function(a) return vec(-a.x, -a.y) end
V.__tostring = function(v) return "(" .. v.x .. "," .. v.y .. ")" end
local a, b = vec(7, 9), vec(2, 4)
print(tostring(a + b), tostring(a - b), tostring(a * b), tostring(a / b), tostring(a % b), tostring(a ^ b), tostring(-a))
print(tostring(a + 1), tostring(1 + a), tostring(a - 1), tostring(10 - a), tostring(2 * b), tostring(100 / b), tostring(2 ^ b))
print(tostring(-a + b * 2 - a / b), tostring((a + b) * (a - b)))
local seen = {}
local function note(name) return function(x, y) seen[#seen + 1] = name .. ":" .. type(x) .. "," .. type(y) return name, "dropped" end end
local M = {}
for _, n in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "concat" } do M["__" .. n] = note(n) end
local m = setmetatable({}, M)
print(m + 1, 1 - m, m * "x", "3" / m, m % nil, true ^ m, -m, m .. 1, "s" .. m)
print(table.concat(seen, " "))
local left = setmetatable({}, { __add = function() return "left" end })
local right = setmetatable({}, { __add = function() return "right" end, __sub = function() return "right sub" end })
print(left + right, right + left, left - right, 1 + right, left + "2")
print(pcall(function() return left * right end)) print(pcall(function() return left + nil end)) print(pcall(function() return {} + 1 end))
vectors = { a, b, sum = a + b }
