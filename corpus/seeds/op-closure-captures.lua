-- seed: CLOSURE with no upvalues, local captures, upvalue captures, recursion and reassigned captures
local plain = function(x) return x end
print(plain(1))
local a, b, c = "a", "b", "c"
local capture = function() return a, b, c end
print(capture())
a = "A"
print(capture())
local function outer(p, ...)
  local q = p .. "q"
  local extra = select("#", ...)
  local function middle(r)
    local function inner(s)
      return p, q, r, s, a, extra
    end
    q = q .. "'"
    return inner
  end
  return middle
end
local mid = outer("p", 1, 2)
print(mid("r")("s"))
print(mid("R")("S"))
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(10))
local fib
fib = function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(12))
local old = fib
fib = function() return "replaced" end
print(old(0), old(1))
print(pcall(old, 2))
local cells = {}
for i = 1, 3 do
  local v = i * 10
  cells[i] = { get = function() return v end, set = function(x) v = x end, up = function() a = a .. i return a end }
end
cells[2].set("changed")
print(cells[1].get(), cells[2].get(), cells[3].get())
print(cells[3].up(), cells[1].up(), a)
captured = { a, cells[1].get(), cells[2].get() }
