-- Upvalues of every origin, shared and fresh, closed and open.
local outer = 0
local function counter(start)
  local n = start
  local function inc(by) n = n + (by or 1) outer = outer + 1 return n end
  local function get() return n, outer, inc end
  return inc, get
end
local inc, get = counter(10)
inc() inc(5)
print(get())
local fs = {}
for i = 1, 3 do
  local j = i * 2
  fs[#fs + 1] = function() i, j = i + 1, j + 1 return i + j end
  if i == 2 then local k = j fs.k = function() return k end break end
end
for k, f in pairs(fs) do print(k, type(f), f()) end
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end
local function outermost(a)
  return function(b)
    return function(c)
      a, b = b, a
      return function(...) local t = { a, b, c, ... } return function() return t, a end end
    end
  end
end
print(fact(10), outermost(1)(2)(3)(4)()[4])
do
  local x, y = 1, 2
  function global_function() x, y = y, x return x end
end
print(global_function(), global_function())
local function method(self, ...) local arg1 = ... return self.value, arg1 end
local function old(...) return arg.n end
function vararg_unused(...) local x = 1 return x end
local obj = { value = 5, get = method }
print(obj:get(1), obj.get(obj), pcall(obj.get), old(1, 2))
coroutine.wrap(function(...) local co = coroutine.running() coroutine.yield(co, ...) end)(1)
