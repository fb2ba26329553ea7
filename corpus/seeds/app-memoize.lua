-- seed: memoization with weak caches, argument tries and call counting
local calls = {}
local function counted(name, f) calls[name] = 0 return function(...) calls[name] = calls[name] + 1 return f(...) end end
local function memo1(f)
  local cache = {}
  return function(x)
    local r = cache[x]
    if r == nil then r = f(x) cache[x] = r end
    return r
  end
end
local NIL, RESULT = {}, {}
local function memo(f)
  local root = {}
  return function(...)
    local node = root
    for i = 1, select("#", ...) do
      local a = select(i, ...)
      if a == nil then a = NIL end
      local nxt = node[a]
      if not nxt then nxt = {} node[a] = nxt end
      node = nxt
    end
    if not node[RESULT] then node[RESULT] = { n = select("#", f(...)), f(...) } end
    return unpack(node[RESULT], 1, node[RESULT].n)
  end
end
local fib
fib = memo1(counted("fib", function(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end))
print(fib(30), fib(60), calls.fib)
local binom
binom = memo(counted("binom", function(n, k) if k == 0 or k == n then return 1 end return binom(n - 1, k - 1) + binom(n - 1, k) end))
print(binom(10, 3), binom(20, 10), binom(20, 10), calls.binom)
local multi = memo(counted("multi", function(a, b) return b, a, nil end))
print(multi(1, nil)) print(multi(1, nil)) print(multi(1)) print(multi()) print(calls.multi)
local weak = setmetatable({}, { __mode = "k" })
local area = function(shape) local a = weak[shape] if not a then a = counted("area", function(s) return s.w * s.h end)(shape) weak[shape] = a end return a end
local s = { w = 3, h = 4 }
print(area(s), area(s), calls.area)
s = nil
collectgarbage()
print(next(weak))
local lev
lev = memo(function(a, b)
  if a == "" then return #b elseif b == "" then return #a end
  local cost = a:sub(-1) == b:sub(-1) and 0 or 1
  local x, y = a:sub(1, -2), b:sub(1, -2)
  return math.min(lev(x, b) + 1, lev(a, y) + 1, lev(x, y) + cost)
end)
call_counts = calls
