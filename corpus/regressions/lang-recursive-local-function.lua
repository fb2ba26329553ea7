-- story: local function sees itself, local f = function does not
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(5))
local f = function(n) if n == 0 then return "base" end return f and f(n - 1) end
print(f(1))
local g
g = function(n) if n == 0 then return "base" end return g(n - 1) end
print(g(3))
local old = fact
local function fact(n) return "new" end
print(old(4), fact(4))
