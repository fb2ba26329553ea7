Coroutines: generators, ping-pong, errors, wrap, status everywhere.

--- co coroutines 3
_ = coroutine.create(function(any_a, any_b) BODY() coroutine.yield(any_a) return ANYS end)
_ = coroutine.create(function(...) coroutine.yield(...) BODY() end)
_ = coroutine.create(function(...) while true do coroutine.yield(INT, ...) end end)

--- any coroutines 4
_ = coroutine.resume(CO1, ANYS)
_ = select(2, coroutine.resume(CO1, ANYS))
_ = coroutine.status(CO1)
_ = coroutine.running()
_ = coroutine.resume(CO, ANY)
_ = select('#', coroutine.resume(CO, ANYS))

--- bool coroutines 2
_ = coroutine.status(CO1) == "dead"
_ = (coroutine.resume(CO1, ANYS))
_ = coroutine.running() == nil

--- stat coroutines 4
local co_c = CO
print(coroutine.resume(co_c, ANYS))
print(coroutine.resume(co_c, ANYS))
print(coroutine.status(co_c))

--- stat coroutines 4
print(coroutine.resume(CO1, ANYS))

--- stat coroutines 4
for any_a, any_b in coroutine.wrap(function() for int_i = 1, SMALL do BODY() coroutine.yield(int_i, ANY) end end) do
  print(any_a, any_b)
  BODY()
end

--- stat coroutines 3
local co_c = coroutine.create(function(any_a, ...)
  local any_b = coroutine.yield(any_a)
  BODY()
  local any_c, any_d = coroutine.yield(any_b, ...)
  BODY()
  return any_c, any_d
end)
for _i = 1, SMALL do print(_i, coroutine.resume(co_c, _i, ANYS)) end
print(coroutine.status(co_c))

--- stat coroutines 2
local function _gen(n) return coroutine.wrap(function() for _i = 1, n do coroutine.yield(_i) end end) end
local int_s = 0
for int_i in _gen(SMALL) do for int_j in _gen(2) do int_s = int_s + int_i * int_j end end
print(int_s)

--- stat coroutines 2
local _a, _b
_a = coroutine.create(function(n) while n > 0 do n = coroutine.yield(n - 1) or 0 end return "done a" end)
_b = coroutine.create(function(n) while n > 0 do n = coroutine.yield(n - 2) or 0 end return "done b" end)
local _n = SMALL
for _i = 1, 6 do
  local _ok, _x = coroutine.resume(_i % 2 == 0 and _a or _b, _n)
  print(_ok, _x)
  _n = tonumber(_x) or 0
end

--- stat coroutines 2
local co_c = coroutine.create(function() ERROR() end)
print(coroutine.resume(co_c))
print(coroutine.status(co_c), coroutine.resume(co_c))

--- stat coroutines 2
local co_c
co_c = coroutine.create(function()
  print(coroutine.status(co_c), coroutine.running() == co_c, coroutine.resume(co_c))
  local _inner = coroutine.create(function() print(coroutine.status(co_c)) coroutine.yield(INT) ERROR() end)
  print(coroutine.resume(_inner))
  print(coroutine.resume(_inner))
  BODY()
end)
print(coroutine.resume(co_c))

--- stat coroutines 1
local _f = coroutine.wrap(function(...) local any_a = coroutine.yield(...) error(any_a) end)
print(_f(ANYS))
print(pcall(_f, STR))
print(pcall(_f))

--- stat coroutines 1
print(coroutine.resume(coroutine.create(function() return pcall(function() coroutine.yield(1) end) end)))

--- stat coroutines 1
local co_c = coroutine.create(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end)
print(coroutine.resume(co_c))

--- stat coroutines 1
local co_c = coroutine.create(function() local _t = setmetatable({}, {__index = function(t, k) return coroutine.yield(k) end}) return _t.x end)
print(coroutine.resume(co_c))
print(coroutine.resume(co_c, 1))

--- stat coroutines 1
print(pcall(coroutine.yield, 1))
print(pcall(coroutine.resume, INT), pcall(coroutine.wrap, 1), pcall(coroutine.create, print))

--- stat coroutines 1
local function _deep(n) if n == 0 then coroutine.yield("deep") return 0 end return 1 + _deep(n - 1) end
local co_c = coroutine.create(_deep)
print(coroutine.resume(co_c, SMALL))
print(coroutine.resume(co_c))
print(coroutine.resume(co_c))

--- stat coroutines 1
local co_c = coroutine.create(function(...)
  local _n = 0
  for _i = 1, select('#', ...) do local int_k = _i coroutine.yield(function() _n = _n + int_k return _n end) end
end)
local _ok, _f = coroutine.resume(co_c, 1, 2, 3)
local _ok2, _g = coroutine.resume(co_c)
print(_f(), _g(), _f())

--- stat coroutines 1
local _f = coroutine.wrap(print)
_f(ANYS)

--- stat coroutines 1
local co_c = coroutine.create(coroutine.yield)
print(coroutine.resume(co_c, ANYS))
print(coroutine.resume(co_c, ANYS))
print(coroutine.status(co_c))

--- stat coroutines 1
local _cs = {}
for _i = 1, SMALL do _cs[_i] = coroutine.create(function(a) for _j = 1, _i do a = a + coroutine.yield(a * _j) end return "end" end) end
for _r = 1, 3 do for _i, _c in ipairs(_cs) do print(_r, _i, coroutine.status(_c), coroutine.resume(_c, _r)) end end

--- stat coroutines 1
local function _perm(a, n)
  if n <= 1 then coroutine.yield(a) else
    for _i = 1, n do a[n], a[_i] = a[_i], a[n] _perm(a, n - 1) a[n], a[_i] = a[_i], a[n] end
  end
end
for _p in coroutine.wrap(function() _perm({1, 2, 3}, 3) end) do print(table.concat(_p)) end

--- stat coroutines 1
local co_c = coroutine.create(function() return debug.traceback("in", 1) end)
print(coroutine.resume(co_c))
print(debug.traceback(co_c), debug.traceback(coroutine.create(FUN)))

--- stat coroutines 1
local co_c = coroutine.create(function() setfenv(0, getfenv(0)) coroutine.yield(getfenv(0) == _G) return INT end)
print(coroutine.resume(co_c))
collectgarbage()
print(coroutine.resume(co_c))

--- stat coroutines 1
for _i = 1, 3 do
  local co_c = coroutine.create(function() local any_v = ANY coroutine.yield() print(any_v) end)
  coroutine.resume(co_c)
  if BOOL then coroutine.resume(co_c) end
end

--- stat coroutines 4
local function _gen(n, ...) for _i = 1, n do local int_k = _i local _r = coroutine.yield(_i, PICK(..., function() return int_k end, nil)) if _r then int_k = _r end end return PICK("last", nil, ...) end
local _n = 0
for any_a, any_b in coroutine.wrap(function() return _gen(SMALL, ANY, INT) end) do
  _n = _n + 1
  print(any_a, type(any_b) == "function" and any_b() or type(any_b))
  if any_a == "last" or _n > 9 then break end
end
local _w = coroutine.wrap(_gen)
print(_w(2, STR), _w(INT), pcall(_w), pcall(_w))

--- stat coroutines 3
local function _it(s, c) PICK(type, coroutine.yield)(c) if (c or 0) < 3 then return (c or 0) + 1, s end end
local co_c = coroutine.create(function(...)
  local _sum = 0
  if PICK then for any_i, any_s in _it, ANY, 0 do _sum = _sum + any_i coroutine.yield(_sum, any_s) end
  elseif PICK then for _k, _v in pairs({4, 5, x = 6}) do _sum = _sum + _v coroutine.yield(_k, ...) end
  elseif PICK then for _i = 1, 3 do local _r = {coroutine.yield(_i, ...), coroutine.yield(...)} _sum = _sum + #_r end
  elseif PICK then _sum = (coroutine.yield(1) or 1) + (coroutine.yield(2) or 2) * #{coroutine.yield(3)}
  elseif PICK then local _t = setmetatable({}, {__index = function(_, k) return PICK(k, coroutine.yield(k)) end}) _sum = _t[2] + _t[3]
  elseif PICK then return pcall(function() return PICK(coroutine.yield(1), INT) end)
  elseif PICK then return coroutine.yield(coroutine.yield(...)) end
  return _sum, ...
end)
for _i = 1, 6 do print(coroutine.resume(co_c, PICK(_i, nil, STR), ANY)) end

--- stat coroutines 2
local _cs, _log = {}, {}
for _i = 1, 3 do _cs[_i] = coroutine.wrap(function(a) local int_x = _i while true do int_x = (int_x + (tonumber(a) or 1)) % 97 a = coroutine.yield(PICK(int_x, _cs[_i % 3 + 1] and int_x)) if int_x > 40 then error({int_x}) end end end) end
for _r = 1, 6 do local _ok, _v = pcall(_cs[_r % 3 + 1], PICK(_r, INT, 20)) _log[_r] = tostring(_ok) .. (type(_v) == "table" and _v[1] or tostring(_v)) end
print(table.concat(_log, " "))
print(pcall(_cs[1], coroutine.running()))
