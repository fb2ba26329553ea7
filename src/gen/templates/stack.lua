The stack: library functions that make it grow while a Lua function has registers and open upvalues in it, and every way
in which a scope with open upvalues is left.

--- stat stack 4 200
local any_u, _t = ANY, {}
local _get, _set = function() return any_u end, function(v) any_u = v end
for _i = 1, PICK(3, 30, 60, 120, 250) do _t[_i] = _i end
local _a, _b, _c = PICK(unpack(_t), unpack(_t, 2), select(SMALL, unpack(_t)))
any_u = INT
print(_a, _b, _c, _get(), select("#", PICK(unpack(_t), unpack(_t, 1, 300), unpack(_t, -5, 40))), (select(-1, unpack(_t))))
_set(STR)
print(any_u, #{unpack(_t)}, math.max(unpack(_t)), #{PICK(("x"):rep(#_t):byte(1, -1), unpack(_t, 1, #_t + 4))})

--- stat stack 4 250
local _n = PICK(10, 35, 60, 150, 250)
local _f = coroutine.wrap(function(...)
  local int_u, _t = INT, {...}
  local _up = function() int_u = (int_u + 1) % 97 return int_u end
  local _s = select("#", unpack(_t, 1, _n))
  int_u = int_u + 1
  print(_s, int_u, _up(), #_t, (PICK(unpack(_t, 1, _n), select(2, unpack(_t, 1, _n)), ("ab"):rep(_n):byte(-_n, -1))))
  local _x, _y = coroutine.yield(unpack(_t, 1, _n))
  int_u = PICK(_up(), _up() + 1)
  return _up(), _x, _y, select("#", ...)
end)
print(select("#", _f(ANYS)))
print(_f(PICK(unpack({1, 2, 3}), ANYS)))

--- stat stack 3 150
local function _deep(n, ...)
  local int_a = n
  local _f = function() int_a = int_a + 1 return int_a end
  if n == 0 then return _f(), int_a, ... end
  local _x, _y = _deep(n - 1, n, ...)
  int_a = int_a + _f()
  return int_a, _x, select(PICK("#", 1, -1), n, ...)
end
print(_deep(PICK(2, 6, 9, 18), ANYS))
print(coroutine.wrap(_deep)(PICK(1, 7, 8, 16)))

--- stat stack 2 150
local function _v(...) local int_n = select("#", ...) local _f = function() int_n = int_n + 1 return int_n end return _f(), int_n, (...), select(PICK(-1, 1, SMALL), ..., nil) end
local _t = {}
for _i = 1, PICK(5, 45, 100, 200) do _t[_i] = _i end
print(_v(unpack(_t)))
print(pcall(_v, unpack(_t)))
print(coroutine.wrap(_v)(unpack(_t)))
print((setmetatable({}, {__call = function(self, ...) return _v(...) end}))(unpack(_t)))

--- stat stack 2 200
local _c, _n = {}, PICK(20, 50, 120)
local int_s = 0
for _i = 1, _n do _c[_i] = PICK(string.char(65 + _i % 26), _i) end
local _add = function(v) int_s = int_s + #v return PICK(v, nil, false, int_s) end
local _s = table.concat(_c)
print(#_s, #table.concat(_c, PICK(", ", "")), (_s:gsub(PICK(".", "%w%w", "[A-F]+"), _add)):sub(1, 20), int_s, select("#", _s:byte(1, -1)))
print(string.format(("%s"):rep(20), unpack(_c, 1, 20)), string.char(_s:byte(1, 60)):sub(-9), select("#", _s:find(("(.)"):rep(PICK(1, 20, 31, 32)))))

--- stat stack 2
local function _t(n, ...) if n > 0 then local int_a = n local _f = function() return int_a end return _t(n - 1, _f, ...) end local _r = {} for _i = 1, math.min(select("#", ...), 6) do local _x = select(_i, ...) _r[_i] = type(_x) == "function" and _x() or tostring(_x) end return unpack(_r) end
print(_t(SMALL, ANYS))
print(select("#", coroutine.wrap(_t)(SMALL, PICK(unpack({1, 2, 3}), ANYS))))

--- stat stack 1 1400
local function _r(n) local int_x = n local _f = function() return int_x end return (PICK(_r(n + 1), pcall(_r, n + 1), _f() + _r(n + 1))) end
local _ok, _e = pcall(_r, 1)
print(_ok, tostring(_e):sub(1, 60))
print(pcall(string.rep), pcall(unpack, {}, 1, PICK(1e7, 1e8, 8000)))

--- stat escapes 6
local _f1, _f2
local function _g(...) return select("#", ...), ... end
local _o = setmetatable({}, {__call = function(_, ...) return ... end})
local function _exit(any_x, ...)
  local any_a, _b = any_x, INT
  _f1 = function(v) local _old = any_a any_a = v return _old, _b end
  do
    local _c = _b
    _f2 = function() _c = _c + 1 return _c, any_a end
    if PICK then return _g(any_a, _c, ...) elseif PICK then return _o(any_a, PICK(unpack({_c, 2, 3}), unpack({}, 1, 120), _f2())) elseif PICK then error(PICK(any_a, {}, "text"), PICK(0, 1, 2)) elseif PICK then return any_a, _c elseif PICK then return PICK(unpack({_c, 2, 3}), _f2(), (_f2())) elseif PICK then return select("#", any_a, ...) elseif PICK then coroutine.yield(_f2()) elseif PICK then return _f1(_c) elseif PICK then local _n = nil + any_a elseif PICK then return pcall(_f1, 5) elseif PICK then return coroutine.wrap(_f2)() end
  end
  return "end", _f1(1)
end
if PICK then print(pcall(_exit, ANYS1)) elseif PICK then print(coroutine.resume(coroutine.create(_exit), ANYS1)) elseif PICK then print(xpcall(function() return _exit(ANY, INT) end, function(e) return type(e), _f1(7), _f2() end)) elseif PICK then print(pcall(function() local _z = {_exit(ANYS1)} return #_z, _z[1] end)) end
local _z1, _z2, _z3, _z4, _z5 = 11, 12, 13, 14, 15
print(_f1(STR), _f2())
print(_f2(), _f1(), _z1, _z5)

--- stat escapes 4
local _fs, _n = {}, 0
for int_i = 1, PICK(2, 3, 5) do
  local int_a = int_i
  zx = int_a
  do
    local int_b, any_c = int_a * 2, ANY
    _fs[#_fs + 1] = function() int_b = int_b + 1 return int_i, int_a, int_b, any_c end
    while true do
      local int_d = int_b
      _fs[#_fs + 1] = function() int_d, int_a = int_d + 1, int_a + 10 return int_d, int_a end
      if PICK(int_d > 3, true, COND) then break end
      if PICK(_n > 2, true) then break end
      _n = _n + 1
    end
    if int_i == PICK(2, 3, 9) then break end
  end
  int_a = int_a + 100
end
for _k, _f in ipairs(_fs) do print(_k, _f()) end
print(_fs[1](), zx)

--- stat escapes 3
local _fs = {}
for _k, _v in PICK(pairs, ipairs)({5, 6, 7}) do
  local int_d = _k
  _fs[_k] = function() _v, int_d = _v + int_d, int_d + 1 return _k, _v end
  if PICK(_k == 2, false, _v == 5) then break end
  _k = PICK(_k, nil, "changed")
end
for _i = 1, 3 do if _fs[_i] then print(_fs[_i]()) print(_fs[_i]()) end end

--- stat escapes 2
local _f, _g
local _n = 0
repeat
  _n = _n + 1
  local any_a, int_n = ANY, _n
  _f = function() int_n = int_n + 1 return int_n, any_a end
  if PICK(COND, int_n > 1, false) then local int_b = int_n _g = function() int_b = int_b + 1 return int_b + int_n end break end
until PICK(_f() > 2, _f() and type(any_a), (function() return int_n > 0 end)())
local _p, _q = "p", "q"
print(_f(), _g and _g(), _f(), _p, _q)

--- stat escapes 2
local _c, _keep = {}, {}
local co_x = coroutine.create(function(any_a, ...)
  local int_b = INT
  _keep[1] = function() int_b = int_b + 1 return any_a, int_b end
  _keep[2] = function(v) any_a = v end
  coroutine.yield(_keep[1]())
  int_b = 50
  if PICK then return _keep[1]() elseif PICK then error({}) elseif PICK then return coroutine.yield(_keep[1]()) end
end)
print(coroutine.resume(co_x, ANYS))
_keep[2](STR)
print(_keep[1]())
PICK(print, collectgarbage)()
print(PICK(coroutine.resume(co_x), coroutine.status(co_x)))
print(_keep[1](), _keep[1]())

--- stat escapes 2
local _out
local function _h(e) return PICK(e, type(e), _out(), debug.traceback("tb", 1)) end
print(xpcall(function()
  local int_a, int_b = 1, 2
  _out = function() int_a, int_b = int_b, int_a + 1 return int_a + int_b end
  for int_i = 1, 3 do local _c = _out _out = function() return int_i + _c() end if int_i == PICK(1, 2, 3) then PICK(error, assert, print)(PICK(nil, false, "e")) local _x = PICK(nil, INT) + {} end end
end, _h))
print(_out(), _out())

--- stat escapes 2
local function _f(a, b) PICK(print, type)(a) a = nil local c return a, b, c end
local function _g(a, b, c) b = nil local d, e local f = d return a, b, f, e end
local function _h(a) a = nil return a end
local function _k(a, b) a, b = nil, PICK(a, 1) return a, b end
local function _l(a) local b local function c() return b, a end b = PICK(a, nil) return c() end
local function _m(...) local a, b for _i = 1, 2 do local c a, c = c, _i if a then return "old" end a = c end return a, b, ... end
print(_f(ANYS)) print(_g(1, 2, 3)) print(_h(ANY), _k(INT, STR)) print(_l(ANY)) print(_m(ANYS))

--- stat escapes 5
local _keep
local function _f(a, b)
  local int_c, _r = INT, nil
  _keep = function() int_c = int_c + 1 return int_c, type(a), b end
  if PICK then for _i = a, b do _r = function() return _i end if _i == 1 then break end end
  elseif PICK then for _k, _v in PICK(pairs(a), a, ipairs(a), next), b do _r = function() return _k, _v end break end
  elseif PICK then a[PICK(b, 1, "x")], b = int_c, nil
  elseif PICK then _r = PICK(a + b, a - b, a * b, a / b, a % b, a ^ b)
  elseif PICK then _r = PICK(-a, #a, a .. b, a .. "x" .. b, a < b, a <= b)
  elseif PICK then _r = PICK(a.x, a[b], a:x(b), a(b), (a(b)))
  elseif PICK then return PICK(a(b), a:x(), b.x(a))
  elseif PICK then _r = setfenv(function() local int_d = 1 _keep = function() int_d = int_d + 1 return int_d, int_c end if b then zr1 = a end return zr2, int_d end, setmetatable({}, {__index = a, __newindex = PICK(a, b)}))() end
  int_c = int_c + 10
  return _r, _keep()
end
local _a = PICK(VALUE, setmetatable({}, {__index = PICK(error, 1)}), {}, "abc")
print(pcall(_f, _a, PICK(VALUE, {}, 5)))
local _z1, _z2, _z3, _z4, _z5, _z6 = 1, 2, 3, 4, 5, 6
print(_keep())
print(pcall(_f, PICK(3, STR, nil), VALUE))
print(_keep())

--- stat escapes 2
local function _tail(...)
  local int_a = INT
  local _f = function() int_a = int_a + 1 return int_a end
  local _o = setmetatable({}, {__call = function(self, ...) local int_b = select("#", ...) local _g = function() return int_b end return _g(), _f(), ... end})
  return _o(PICK(..., int_a, unpack({}, 1, PICK(30, 60, 120))), ...)
end
print(select(PICK(1, 2, "#"), _tail(ANYS)))
print(coroutine.wrap(_tail)(INT))

--- stat escapes 4
local _k
print(pcall(function(a, b) local int_c = INT _k = function() int_c = PICK(int_c, 5) return int_c, b end PICK(print, type)(1) int_c = PICK(a + b, a - b, a * b, a / b, a % b, a ^ b, -a, #a, a .. b, a < b, a <= b, a > 1, a.x, a[b], a:x(b), (a(b))) return int_c end, VALUE, VALUE), _k())
print(pcall(function(a, b) local int_c = INT _k = function() int_c = PICK(int_c, 5) return int_c, b end PICK(print, type)(1) int_c = PICK(a + b, a - b, a * b, a / b, a % b, a ^ b, -a, #a, a .. b, a < b, a <= b, a > 1, a.x, a[b], a:x(b), (a(b))) return int_c end, VALUE, VALUE), _k())
print(pcall(function(a, b) local int_c = INT _k = function() return int_c, a end int_c = 1 return PICK(a(b), a:x(b), a.x(b), error(b, 2), _k(), (nil)(b)) end, VALUE, VALUE), _k())
