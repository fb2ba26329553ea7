-- seed: TAILCALL with fixed and open arguments, mutual recursion in constant stack, through C and metamethods
local function loop(n, acc)
  if n == 0 then return acc end
  return loop(n - 1, acc + n)
end
print(loop(10, 0), loop(3000, 0))
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(2000), odd(2000), even(7))
local function none() return (function() end)() end
print(none(), select("#", none()))
local function pass(...) return select("#", ...), ... end
local function open(...) return pass(...) end
local function prefix(...) return pass("p", ...) end
local function nested(...) return pass(pass(...)) end
print(open())
print(open(1, nil))
print(prefix(1, 2))
print(nested("a", "b"))
local function viac(s) return string.upper(s) end
local function viapcall(f, ...) return pcall(f, ...) end
print(viac("up"), viapcall(viac, "again"))
local callable = setmetatable({}, { __call = function(self, a, b) return "called", a, b end })
local function viacall(x) return callable(x, x .. x) end
print(viacall("q"))
local obj = { v = 3 }
function obj:get(k) return self.v * k end
function obj:twice(k) return self:get(k * 2) end
print(obj:twice(5))
local function paren(n) return (pass(n, n)) end
print(paren(9))
local function many(a, b, c, d, e, f) return pass(f, e, d, c, b, a) end
print(many(1, 2, 3, 4, 5, 6))
state = { sum = loop(100, 0), obj = obj }
