-- seed: a lazy iterator library: map, filter, take, zip, chain, fold over stateless and stateful sources
local Iter = {}
Iter.__index = Iter
Iter.__call = function(self, ...) return self.next(...) end
local function wrap(f) return setmetatable({ next = f }, Iter) end
local function range(a, b, s) s = s or 1 local i = a - s return wrap(function() i = i + s if (s > 0 and i <= b) or (s < 0 and i >= b) then return i end end) end
local function list(t) local i = 0 return wrap(function() i = i + 1 return t[i] end) end
local function chars(s) local i = 0 return wrap(function() i = i + 1 if i <= #s then return s:sub(i, i) end end) end
function Iter:map(f) return wrap(function() local v = self.next() if v ~= nil then return f(v) end end) end
function Iter:filter(p) return wrap(function() while true do local v = self.next() if v == nil or p(v) then return v end end end) end
function Iter:take(n) return wrap(function() if n > 0 then n = n - 1 return self.next() end end) end
function Iter:skip(n) return wrap(function() while n > 0 do n = n - 1 if self.next() == nil then return nil end end return self.next() end) end
function Iter:while_(p) local done return wrap(function() if done then return nil end local v = self.next() if v == nil or not p(v) then done = true return nil end return v end) end
function Iter:zip(o) return wrap(function() local a, b = self.next(), o.next() if a ~= nil and b ~= nil then return a, b end end) end
function Iter:chain(o) local first = true return wrap(function() if first then local v = self.next() if v ~= nil then return v end first = false end return o.next() end) end
function Iter:fold(f, acc) for v in self do acc = f(acc, v) end return acc end
function Iter:collect() local r = {} for v in self do r[#r + 1] = v end return r end
function Iter:join(sep) return table.concat(self:collect(), sep) end
function Iter:enumerate() local i = 0 return wrap(function() local v = self.next() if v ~= nil then i = i + 1 return i, v end end) end
print(range(1, 10):map(function(x) return x * x end):filter(function(x) return x % 2 == 1 end):join(" "))
print(range(1, 1e9):skip(5):take(4):join(","), range(5, 1, -2):join(","), range(1, 0):join(",") == "")
print(chars("hello"):map(string.upper):join("-"), chars(""):fold(function(a) return a + 1 end, 0))
for a, b in list({ "x", "y", "z" }):zip(range(10, 99, 5)) do io.write(a, b, " ") end
for i, v in chars("abc"):enumerate() do io.write(i, v, " ") end
print()
print(range(1, 5):chain(list { 10, 20 }):chain(range(0, 0)):fold(function(a, b) return a + b end, 0))
print(range(1, 100):while_(function(x) return x * x < 50 end):join(" "))
print(list({ 3, 1, 2 }):fold(math.max, -1 / 0), list({ "b", "a" }):fold(function(a, b) return a .. b end, ""))
local function primes() local found = {} return range(2, 1 / 0):filter(function(n) for _, p in ipairs(found) do if n % p == 0 then return false end end found[#found + 1] = n return true end) end
print(primes():take(15):join(" "))
collected = { squares = range(1, 5):map(function(x) return x ^ 2 end):collect(), primes = primes():take(5):collect() }
