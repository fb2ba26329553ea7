-- seed: VARARG asked for zero, one, two, many and all values, and in the middle of lists
local function none(...) local a = 1, ... return a end
local function one(...) local a = ... return a end
local function two(...) local a, b = ... return a, b end
local function five(...) local a, b, c, d, e = ... return e, d, c, b, a end
local function all(...) return ... end
local function mid(...) local a, b, c = "x", ... return a, b, c end
local function paren(...) return (...), (...) end
local function assign(...)
  local t, x = {}, nil
  t[1], x, t[2] = ...
  return t[1], x, t[2]
end
print(none(5), none())
print(one(), one(1), one(1, 2))
print(two()) print(two(1)) print(two(1, 2, 3))
print(five(1, 2, 3, 4, 5, 6)) print(five(1, 2))
print(all()) print(all(nil, nil)) print(all(1, nil, 3))
print(mid()) print(mid("y")) print(mid("y", "z", "w"))
print(paren(1, 2), assign(1, 2, 3))
local function named(a, b, ...) return a, b, select("#", ...), ... end
print(named()) print(named(1)) print(named(1, 2)) print(named(1, 2, 3, nil))
local function forward(...) return named(...) end
print(forward("p", "q", "r", "s"))
local function cond(...) return ... == nil, ... or "dflt", not ... end
print(cond()) print(cond(false)) print(cond(1, 2))
local function ops(...) return ... + 1, -..., "s" .. ..., #{ ... } end
print(ops(4, 5))
local function idx(...) return (...).f, (...)[1] end
print(idx({ "i", f = "g" }))
local function recur(n, ...) if n == 0 then return ... end return recur(n - 1, n, ...) end
print(recur(8))
local function sum(...) local s = 0 for _, v in ipairs({ ... }) do s = s + v end return s end
print(sum(), sum(1), sum(1, 2, 3, 4))
packed = { n = select("#", all(1, nil, 3)), all(1, nil, 3) }
