Errors, caught and not.

--- stat pcall 5
print(pcall(function() BODY() BODY() end))

--- stat pcall 4
print(pcall(function() BODY() ERROR() end))

--- stat pcall 3
print(pcall(function(...) BODY() return ANYS end, ANYS))

--- stat pcall 2
local any_ok, any_e = pcall(function() ERROR() end)
print(any_ok, any_e)

--- stat pcall 2
print(xpcall(function() BODY() ERROR() end, function(any_m) return "handled: " .. tostring(any_m) end))

--- stat pcall 1
print(xpcall(function() ERROR() end, function(any_m) BODY() return any_m, 2 end))

--- stat pcall 1
print(xpcall(function() ERROR() end, function(m) error("again") end))

--- stat pcall 1
print(xpcall(function() BODY() return ANYS end, print))

--- stat pcall 1
print((xpcall(function() ERROR() end, debug.traceback)))

--- stat pcall 1
local _ok, _tb = xpcall(function() ERROR() end, function(m) return debug.traceback(tostring(m), 1) end)
print(_ok, _tb)

--- stat pcall 1
print(pcall(pcall, error, STR), pcall(pcall), pcall(nil), pcall(INT))

--- stat pcall 1
print(select('#', pcall(function() return end)), pcall(function() return nil end), (pcall(function() ERROR() end)))

--- stat pcall 2
local _log = {}
for int_i = 1, SMALL do
  local _ok, _e = pcall(function() if BOOL then ERROR() end BODY() return int_i end)
  _log[#_log + 1] = tostring(_ok)
end
print(table.concat(_log, " "))

--- stat pcall 1
local _f
local int_x = 1
print(pcall(function() local int_y = 2 _f = function() int_x = int_x + 1 int_y = int_y + 1 return int_x, int_y end ERROR() end))
if _f then print(_f(), int_x) end

--- stat pcall 1
local function _nest(n) if n == 0 then ERROR() return "none" end local _ok, _e = pcall(_nest, n - 1) error(_e, 0) end
print(pcall(_nest, SMALL))

--- any pcall 3
_ = pcall(function() ERROR() end)
_ = select(2, pcall(function() ERROR() end))
_ = (pcall(FUN, ANYS))
_ = pcall(error, ANY)
_ = select(2, pcall(error, ANY, SMALL))

--- stat errors 2
print(pcall(function() local any_t = ANY return any_t.x.y.z end))

--- stat errors 2
print(pcall(function(any_a, any_b) return any_a + any_b end, ANYS))

--- stat errors 2
print(pcall(function(any_a, any_b) return any_a < any_b, any_a .. any_b end, ANYS))

--- stat errors 1
print(pcall(function(any_a) any_a.x = 1 return any_a.x end, ANY), pcall(function(any_a) return any_a() end, ANY), pcall(function(any_a) return any_a:m() end, ANY))

--- stat errors 1
print(pcall(function(any_a) return #any_a end, ANY), pcall(function(any_a) return -any_a end, ANY))

--- stat errors 1
print(pcall(function(any_a) for _i = any_a, 3 do return _i end end, ANY), pcall(function(any_a) for _i = 1, any_a do return _i end end, ANY), pcall(function(any_a) for _i = 1, 2, any_a do return _i end end, ANY))

--- stat errors 1
print(pcall(function(any_a) for _k, _v in any_a do return _k end end, ANY), pcall(function(any_a) for _k, _v in pairs(any_a) do return _k end end, ANY))

--- stat errors 1
print(pcall(assert, ANY, ANY), pcall(assert, false), pcall(assert, nil, STR), pcall(assert))

--- error core 1
error(STR)

--- error core 1
error(STR, SMALL % 4)

--- error core 1
error(ANY)

--- error core 1
error()

--- error core 1
error({code = INT})

--- error core 1
error(setmetatable({}, {__tostring = function() return STR end}))

--- error core 1
local _n
print(_n.field)

--- error core 1
local _n
_n.field = INT

--- error core 1
local _n
print(_n + INT)

--- error core 1
local _n = {}
print(INT - _n)

--- error core 1
local _t = {}
print(_t.x.y)

--- error core 1
local _t = {}
_t.x.y = 1

--- error core 1
local _t = {}
print(_t.x + 1)

--- error core 1
local _t = {}
print(-_t.x)

--- error core 1
local _t = {}
_t.x()

--- error core 1
local _t = {}
_t:method(ANYS)

--- error core 1
undefined_function(ANYS)

--- error core 1
print(undefined_variable.x)

--- error core 1
print(undefined_variable + INT)

--- error core 1
print(STR .. undefined_variable)

--- error core 1
print({} .. STR)

--- error core 1
print(STR .. INT .. nil .. STR)

--- error core 1
print({} < {})

--- error core 1
print(INT < STR)

--- error core 1
print(nil <= INT)

--- error core 1
print({} >= INT)

--- error core 1
print(#INT)

--- error core 1
print(#nil)

--- error core 1
print(-{})

--- error core 1
print("abc" + 1)

--- error core 1
print(STR + {})

--- error core 1
local _t = {}
_t[nil] = INT

--- error core 1
local _t = {}
_t[0 / 0] = INT

--- error core 1
local _t = {[nil] = 1}

--- error core 1
for _i = "x", 2 do print(_i) end

--- error core 1
for _i = 1, {} do print(_i) end

--- error core 1
for _i = 1, 2, STR .. "z" do print(_i) end

--- error core 1
for _k in nil do print(_k) end

--- error core 1
for _k in pairs(nil) do print(_k) end

--- error core 1
for _k, _v in {} do print(_k) end

--- error core 1
string.rep()

--- error core 1
string.sub()

--- error core 1
("x"):rep({})

--- error core 1
("x"):bad(ANYS)

--- error core 1
math.floor(STR .. "q")

--- error core 1
setmetatable(INT, {})

--- error core 1
tostring()

--- error core 1
ipairs()

--- error core 1
local _up
local function _f() return _up.x end
_f()

--- error core 1
local _up
local function _f() return _up() end
print(_f())

--- error core 1
local _up = {}
local function _f() _up.a.b = 1 end
_f()

--- error core 1
local function _f() error("level", 2) end
_f()

--- error core 1
local function _f() error({}, 2) end
_f()

--- error core 1
assert(false)

--- error core 1
assert(nil, STR)

--- error core 1
assert(false, {})

--- error core 1
select(0)

--- error core 1
local _f = function(a) return a.b.c end
_f({})

--- error core 1
local _s = "str"
_s.x.y = 1

--- error core 1
(nil)()

--- error core 1
(INT)(ANYS)

--- error core 1
("x")()

--- error core 1
local _a, _b = 1
print(_a + _b)

--- error core 1
local _t = {f = {}}
_t.f.g.h(ANYS)

--- error core 1
coroutine.wrap(function() error(STR) end)()

--- error core 1
coroutine.wrap(function() local x = nil; x() end)()

--- error core 1
coroutine.resume(INT)

--- error core 1
table.concat({1, {}, 3})

--- error core 1
table.sort({1, STR, {}})

--- error core 1
loadstring("x = = 1")()

--- error core 1
assert(loadstring("return nil + 1", "=loaded"))()

--- error core 1
string.format("%d", STR .. "x")

--- error core 1
string.format("%s")

--- error core 1
("x"):gsub("(", "")

--- error core 1
setfenv(INT + 100, {})

--- error core 1
getmetatable()

--- error core 1
rawset({}, nil, 1)

--- error core 1
next({}, STR)

--- error core 1
tonumber("10", 99)

--- error core 1
unpack({}, 1, 1e8)

--- error core 1
local _o = setmetatable({}, {__index = function(t, k) error("index " .. k) end})
print(_o.x)

--- error core 1
local _o = setmetatable({}, {__add = function(t, k) return t.x.y end})
print(_o + 1)

--- error core 1
local _o = setmetatable({}, {__newindex = function(t, k, v) error(v, 2) end})
_o.x = STR

--- error core 1
local _o = setmetatable({}, {__call = INT})
_o()

--- error core 1
local _o = setmetatable({}, {__concat = function(a, b) return a + b end})
print(_o .. "x")

--- error core 1
local function _r() return _r() + 1 end
local _ok, _m = pcall(_r)
error(_m, 0)

--- error core 1
local _t = setmetatable({}, {})
getmetatable(_t).__index = _t
print(_t.x)

--- error core 1
require(STR .. "_nomodule")

--- stat errors 4
local function _e(a, l) error(a, l) end
local function _f(...) _e(...) return 1 end
local _v = PICK("text", nil, {}, 12, true, setmetatable({}, {__tostring = function() return "obj" end}))
print(pcall(_f, _v, PICK(0, 1, 2, 3, 4, nil)))
print(pcall(pcall, error, _v), pcall(error, _v, PICK(1, 2)), select("#", pcall(_e, _v)))
print(xpcall(function() local _x = INT _f(_v, PICK(1, 2)) end, function(m) return PICK(m, type(m), debug.traceback("h", PICK(1, 2)), error(m)) end))
print(coroutine.resume(coroutine.create(function() local _ok, _m = pcall(_f, "in", 2) return _ok, _m, _e(_v, 1) end)))

--- stat errors 3
print(pcall(function(a, b) PICK(print, type)(1) local c = PICK(a < b, a <= b, a .. b, a + b, -b, #a, a[b], a(b), a:m(b)) return c end, VALUE, VALUE))
print(pcall(function(t, k) t[k] = PICK(1, nil, k) return type(t[k]) end, PICK({}, VALUE), PICK(nil, 0 / 0, VALUE, 1)))

--- stat errors 2
local _t, _n = {3, 1, 2, 5, 4, PICK(9, nil, 0)}, 0
print(pcall(table.sort, _t, function(a, b) _n = _n + 1 io.write(tostring(a), "?", tostring(b), " ") if _n == PICK(2, 5, 9, 99) then error(PICK("stop", {_n}, nil)) end return PICK(a < b, a > b, a % 3 < b % 3, true, nil) end))
print(_n, unpack(_t))

--- stat errors 2
local co_c = coroutine.create(function(a) local function _in(x) local _y = x PICK(error, coroutine.yield)(x) return _y + nil end local _z = _in(a) return _z end)
print(coroutine.resume(co_c, PICK(STR, {}, nil)))
print(debug.traceback(co_c), debug.traceback(co_c, PICK("msg", nil)), coroutine.status(co_c))
print(coroutine.resume(co_c))
print(debug.traceback(co_c))
