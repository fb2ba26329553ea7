Functions, closures, varargs, tail calls, recursion.

--- fun core 3
_ = function() return NUM end
_ = function(...) return INT, ... end
_ = function(any_a, any_b) return (tonumber(any_a) or INT) + 1, any_b end

--- fun functions 3
_ = function(any_a, ...) local num_x = NUM BODY() return num_x end
_ = function(any_a) if any_a then return INT end return NUM, any_a end
_ = BOOL and FUN or FUN
_ = math.max and function(...) return NUM, ANYS end

--- fun closures 3
_ = (function() local int_c = INT return function(...) int_c = (int_c + 1) % 50 return int_c, ... end end)()
_ = (function(...) local any_a, any_b = ... return function() return INT, any_a, any_b end end)(ANYS)
_ = (function(int_a) return function() int_a = (int_a * 3 + 1) % 101 return int_a end end)(INT)

--- any functions 3
_ = FUN1(ANYS)
_ = (FUN1(ANYS))
_ = (function(...) return ... end)(ANYS)
_ = (function(any_a, any_b) return any_b, any_a end)(ANYS)

--- num functions 3
_ = (FUN1(ANYS))
_ = FUN1(INT)
_ = FUN1(ANYS) + NUM
_ = tonumber((FUN1(ANYS)))

--- bool functions 1
_ = FUN1(ANYS) == FUN1(ANYS)
_ = type(FUN1(ANY)) == "number"

--- stat functions 5
local function fun_f(any_a, any_b)
  BODY()
  return NUM
end
print(fun_f(ANYS))

--- stat functions 3
local fun_f = FUN
print(fun_f(ANYS))
print((fun_f(ANYS)), fun_f())

--- stat functions 2
local fun_f = function(...) local any_a, any_b, any_c = ... BODY() return INT, any_c, any_b end
print(fun_f(ANYS), fun_f(ANYS))

--- stat functions 2
local _t = {fun_f = function(self, any_a) return INT, any_a end}
function _t.g(any_a) BODY() return any_a end
function _t:m(any_a, ...) local int_a = INT BODY() return self == _t, any_a, ... end
print(_t:fun_f(ANY), _t.g(ANYS), _t:m(ANYS))

--- stat functions 1
local function _early(int_n)
  for int_i = 1, 5 do
    if int_i > int_n then return int_i, "early" end
    BODY()
  end
  return "late"
end
print(_early(SMALL), (_early(9)))

--- stat functions 1
local function _none() end
print(_none(), (_none()), 1, _none())
local _a, _b = _none()
print(_a, _b, select('#', _none()), select('#', (_none())))

--- stat functions 1
local function _many() return ANYS1 end
local _t = {_many(), _many(), (_many())}
print(#_t >= 2, _many(), _many())
print(({_many()})[1] == nil, (_many()))

--- stat varargs 4
local function _v(...)
  local any_a, any_b = ...
  local _t = {...}
  print(select('#', ...), #_t >= 0, any_a, any_b, ...)
  BODY()
  return ...
end
print(_v(ANYS))
print((_v(ANYS1)))

--- stat varargs 2
local function _sum(...)
  local int_s = 0
  for _i = 1, select('#', ...) do int_s = int_s + (tonumber((select(_i, ...))) or 1) end
  return int_s
end
print(_sum(INTS), _sum(), _sum(1, unpack(LIST)))

--- stat varargs 2
local function _pack(...) return {n = select('#', ...), ...} end
local _p = _pack(ANYS)
print(_p.n, unpack(_p, 1, _p.n))
print(unpack(_p, 1, SMALL))

--- stat varargs 1
local function _old(a, ...) return arg.n, arg[1], a end
print(_old(ANYS))

--- stat varargs 1
local function _drop(a, ...) return ... end
print(_drop(_drop(_drop(ANYS))))

--- stat varargs 1
print(select(-1, ANYS1), select(SMALL, ANYS))

--- stat varargs 1
print(...)
print(select('#', ...), (...))

--- stat tailcalls 3
local function _loop(n, ...) if n <= 0 then return ... end return _loop(n - 1, n, ...) end
print(_loop(SMALL, ANYS))

--- stat tailcalls 2
local function _count(n, acc) if n == 0 then return acc end return _count(n - 1, acc + 1) end
print(_count(SMALL * 30, 0))

--- stat tailcalls 2
local _even, _odd
function _even(n) if n == 0 then return true end return _odd(n - 1) end
function _odd(n) if n == 0 then return false end return _even(n - 1) end
print(_even(SMALL), _odd(SMALL))

--- stat tailcalls 1
local function _tail(...) return select('#', ...) end
local function _via(...) return _tail(...) end
local function _pc(...) return pcall(_via, ...) end
print(_via(ANYS), _pc(ANYS))

--- stat tailcalls 1
local function _g(a) return (a) end
local function _f(...) return _g(...) end
print(_f(ANYS), (_f(ANYS)))

--- stat tailcalls 1
local _o = setmetatable({}, {__call = function(self, ...) return select('#', ...), ... end})
local function _f(...) return _o(...) end
print(_f(ANYS))

--- stat tailcalls 1
local function _err(x) return error({x}) end
local _ok, _e = pcall(_err, INT)
print(_ok, type(_e), _e[1])

--- stat recursion 3
local function fun_r(_n, ...)
  _n = math.min(tonumber(_n) or 2, 5)
  if not (_n > 0) then return INT, ... end
  local int_v = fun_r(_n - 1, ...)
  BODY()
  return int_v + _n, ...
end
print(fun_r(SMALL, ANYS))

--- stat recursion 2
local function _fib(n) if n < 2 then return n end return _fib(n - 1) + _fib(n - 2) end
print(_fib(SMALL))

--- stat recursion 2
local _f, _g
_f = function(n) if n <= 0 then return INT end return _g(n - 1) + 1 end
_g = function(n) if n <= 0 then return INT end return _f(n - 1) * 2 end
print(_f(SMALL), _g(SMALL))

--- stat recursion 1
local function _tree(n) if n == 0 then return {v = INT} end return {_tree(n - 1), _tree(n - 1), v = n} end
local function _walk(t) if not t then return 0 end return t.v + _walk(t[1]) + _walk(t[2]) end
print(_walk(_tree(4)))

--- stat recursion 1 1400
local function _over(n) return 1 + _over(n + 1) end
local _ok, _e = pcall(_over, 1)
print(_ok, #_e > 10, (_e:gsub("\n.*", "")))

--- stat recursion 1
local function _ack(m, n) if m == 0 then return n + 1 elseif n == 0 then return _ack(m - 1, 1) end return _ack(m - 1, _ack(m, n - 1)) end
print(_ack(2, SMALL % 3))

--- stat closures 4
local _fs = {}
for int_i = 1, SMALL do
  local int_j = INT
  _fs[#_fs + 1] = function() int_j = (int_j + int_i) % 97 return int_i, int_j end
  BODY()
end
for _k, _f in ipairs(_fs) do print(_k, _f()) print(_f()) end

--- stat closures 2
local _fs, _w = {}, 0
while _w < 3 do
  _w = _w + 1
  local int_c = _w
  _fs[_w] = function(d) int_c = int_c + d return int_c end
  if BOOL then break end
end
for _, _f in ipairs(_fs) do print(_f(1), _f(2)) end
print(_w)

--- stat closures 2
local _get, _set
do
  local any_s = ANY
  _get = function() return any_s end
  _set = function(v) any_s = v end
end
_set(ANY)
print(_get())
_set(nil)
print(_get())

--- stat closures 2
local _fs = {}
for _k, _v in pairs({10, 20, 30}) do _fs[_k] = function() _v = _v + 1 return _k, _v end end
print(_fs[1](), _fs[2](), _fs[3]())
print(_fs[1](), _fs[1]())

--- stat closures 2
local int_n = INT % 9
local function _up() int_n = int_n + 1 return int_n end
for _i = 1, 2 do
  local _j = _i
  local function _in() _j = _j + int_n return _j end
  int_n = (int_n + _in()) % 97
end
print(int_n, _up(), int_n)

--- stat closures 1
local _get, _in
do
  local any_a = ANY
  _get = function() return any_a end
  do local any_b = ANY _in = function() return any_b end end
  any_a = INT
end
print(_get(), _in())

--- stat closures 1
local _o = setmetatable({n = INT}, {__call = function(self, a, b) self.n = (self.n + (a or 1)) % 97 return self.n, b end})
print(_o(INT), _o(), _o.n)

--- stat closures 1
local _o = setmetatable({1, 2}, {__call = function(self, i) if i < SMALL then return #self, self[i] end return rawequal(self, _o), i end})
print(_o(1), _o(9))

--- stat closures 1
local _r, _fs = 0, {}
repeat
  local int_x = _r
  _fs[#_fs + 1] = function() return int_x end
  _r = _r + 1
until int_x >= 2
print(_fs[1](), _fs[#_fs](), #_fs)

--- stat closures 1
local function _make(...)
  local any_a, any_b = ...
  return function() any_a, any_b = any_b, any_a return any_a, any_b end, function() return any_a end
end
local _swap, _first = _make(ANYS)
print(_swap(), _first())
print(_swap())
print(_first())

--- stat closures 1
local int_x = INT
local function _a() local function _b() local function _c() int_x = (int_x + 1) % 97 return int_x end return _c() + _c() end return _b() end
print(_a(), int_x)

--- stat closures 1
local _f
do local int_a = 1 local int_b = 2 _f = function() int_a = int_a + 1 return int_a + int_b end end
local int_c, int_d = INT, INT
print(_f(), _f(), int_c, int_d)

--- stat loops 2
local _i = 0
for any_a, any_b, any_c in function(s, c) _i = _i + 1 if _i <= SMALL then return _i, c, s end end, ANY, ANY do
  print(any_a, any_b, any_c)
  if COND then break end
  BODY()
end

--- stat loops 1
for _k in function() end do print("never", _k) end
for _k, _v in (function() local _n = SMALL return function() _n = _n - 1 if _n > 0 then return _n end end end)() do print(_k, _v) end

--- stat closures 1
local _i, _fs = 0, {}
for _k, _v in function(_, c) c = c + 1 if c <= SMALL then return c, c * 2 end end, nil, 0 do
  _fs[_k] = function() _k = _k + 1 return _k + _v end
  if COND then break end
end
for _j = 1, #_fs do print(_fs[_j](), _fs[_j]()) end

--- stat closures 2
local _fs = {}
for int_i = 1, 4 do
  local int_a, int_b = int_i, INT
  _fs[int_i] = function() int_a, int_b = int_b, int_a % 50 + 1 return int_a, int_b end
  if int_i > 1 and COND then break end
  do local int_c = int_i _fs[int_i + 4] = function() int_c = int_c + 1 return int_c end end
end
for _j = 1, 8 do if _fs[_j] then print(_fs[_j]()) end end

--- stat closures 1
local _n, _f = 0, nil
repeat
  local int_c = _n
  _f = function() int_c = int_c + 1 return int_c end
  _n = _n + 1
until _f() > SMALL or _n > 5
print(_n, _f())

--- stat closures 1
local _f
local function _g() return _f and _f() or "none" end
print(_g())
_f = function() return INT, ANY end
print(_g(), (_f()))

--- stat functions 1
local _t = {}
function _t.a(self, ...) return self, select("#", ...) end
_t.b = {c = _t}
function _t.b.c.d(...) return ... end
function _t.b.c:e(any_x) return self == _t, any_x end
print(_t.b.c.d(ANYS), _t.b.c:e(ANY), select(2, _t:a(ANYS)), _t.b.c.b.c == _t)

--- stat tailcalls 1
local function _a(...) return select("#", ...) end
local function _b(...) do return _a(...) end end
local function _c(...) if COND then return _b(..., ...) else return (_b(...)) end end
local function _d(...) for _i = 1, 2 do return _c(_i, ...) end end
print(_a(), _b(ANYS), _c(ANYS), _d(ANYS))

--- stat varargs 1
local function _v(...)
  local _a, _b = (...), ...
  local _t = {..., ...}
  local _u = {n = 1, ..., x = ..., [3] = ..., ...}
  return _a, _b, #_t, _u.x, select("#", ..., ...), (select("#", ...)), ... == nil, not ..., ...
end
print(_v(ANYS1))
print(pcall(_v))

--- stat varargs 4
local function _v(a, ...)
  local _b, _c = a, ...
  for _i = 1, 2 do local _d = {n = select("#", ...), ...} io.write(_d.n, tostring(_d[_i]), tostring((select(-1, nil, ...))), " ") end
  local _f = function(...) return select("#", ...), ... end
  _b, a = PICK(..., (_f(...))), _c
  return a, _b, (...), PICK(_f(..., nil), _f(nil, ...), _f(_f(...)), (_f((...), ...))), pcall(select, PICK(-1, -2, 1, 2, 3, -9, 0), ...)
end
print(_v(ANYS))
print(_v(nil, PICK(nil, 1), nil, ANYS))
print(_v(_v(nil, INT, nil)))

--- stat tailcalls 3
local function _g(...) return select("#", ...), ... end
local _o = setmetatable({}, {__call = PICK(_g, print, function(self, a, b) return b, a, self == nil end)})
local function _f(a, b, ...) if PICK then return _g(a, ...) elseif PICK then return _o(b, a) elseif PICK then return (_g(...)) elseif PICK then return PICK(select, pcall)(PICK("#", _g), a, ...) elseif PICK then return PICK(nil, a)(b) elseif PICK then return _g(_g(a, b)) elseif PICK then return a and _g(a) or b elseif PICK then return error(a, PICK(0, 1, 2)) elseif PICK then return ("x"):rep(3, a) elseif PICK then return debug.traceback("t", PICK(1, 2)) end end
print(pcall(_f, ANYS))
print(coroutine.wrap(function(...) return pcall(_f, ...) end)(INT, STR, nil))
