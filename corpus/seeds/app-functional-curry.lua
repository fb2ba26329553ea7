-- seed: currying with varargs, composition, partial application, fold-based list functions, church numerals
local function curry(f, n)
  local function go(n, ...)
    if n <= 0 then return f(...) end
    local args, c = { ... }, select("#", ...)
    return function(...)
      local all, m = {}, select("#", ...)
      for i = 1, c do all[i] = args[i] end
      for i = 1, m do all[c + i] = (select(i, ...)) end
      return go(n - m, unpack(all, 1, c + m))
    end
  end
  return go(n)
end
local add3 = curry(function(a, b, c) return a + b * 10 + c * 100 end, 3)
print(add3(1)(2)(3), add3(1, 2)(3), add3(1)(2, 3), add3(1, 2, 3))
local inc = curry(function(a, b) return a + b end, 2)(1)
print(inc(41), inc(-1))
local function fold(f, acc, t) for i = 1, #t do acc = f(acc, t[i]) end return acc end
local function map(f, t) return fold(function(r, v) r[#r + 1] = f(v) return r end, {}, t) end
local function filter(p, t) return fold(function(r, v) if p(v) then r[#r + 1] = v end return r end, {}, t) end
local function compose(...) return fold(function(f, g) return function(...) return f(g(...)) end end, function(...) return ... end, { ... }) end
local function pipe(x, ...) return fold(function(v, f) return f(v) end, x, { ... }) end
local join = curry(function(sep, t) return table.concat(t, sep) end, 2)
print(join(" ")(map(inc, { 1, 2, 3 })), join("")(filter(function(c) return c > "b" end, { "a", "c", "b", "d" })))
print(compose(tostring, inc, tonumber)("41"), compose()(1, 2), pipe("  x ", string.upper, function(s) return s:match("%S+") end, string.byte))
local zero = function(f) return function(x) return x end end
local succ = function(n) return function(f) return function(x) return f(n(f)(x)) end end end
local plus = function(a) return function(b) return function(f) return function(x) return a(f)(b(f)(x)) end end end end
local times = function(a) return function(b) return function(f) return a(b(f)) end end end
local function num(n) return n(function(x) return x + 1 end)(0) end
local three = succ(succ(succ(zero)))
print(num(zero), num(three), num(plus(three)(three)), num(times(three)(plus(three)(three))), num(three(times(three))(three)))
local Y = function(le) return (function(f) return f(f) end)(function(f) return le(function(...) return f(f)(...) end) end) end
print(Y(function(self) return function(n) return n <= 1 and 1 or n * self(n - 1) end end)(10))
local flip = function(f) return function(a, b, ...) return f(b, a, ...) end end
print(flip(string.rep)(3, "ab"), flip(math.pow)(2, 5))
functional = { mapped = map(inc, { 10, 20 }), n = num(three) }
