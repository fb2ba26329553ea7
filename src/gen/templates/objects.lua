Metatables with every event. The class entries come first in a program: what they declare answers to all events.

--- stat class 1
local _mt = {}
local function _v(x) return type(x) == "table" and rawget(x, "v") or tonumber(x) or 0 end
local function _new(v) return setmetatable({v = v}, _mt) end
function _mt.__add(a, b) return _new(_v(a) + _v(b)) end
function _mt.__sub(a, b) return _new(_v(a) - _v(b)) end
function _mt.__mul(a, b) return _v(a) * _v(b) end
function _mt.__div(a, b) return _v(a) / _v(b), "second" end
function _mt.__mod(a, b) return INT end
function _mt.__pow(a, b) return _v(a) end
function _mt.__unm(a, b) return _new(-_v(a)) end
function _mt.__concat(a, b) return "<" .. _v(a) .. _v(b) .. ">" end
function _mt.__len(a) return INT end
function _mt.__eq(a, b) return _v(a) == _v(b) end
function _mt.__lt(a, b) return _v(a) < _v(b) end
function _mt.__le(a, b) return _v(a) <= _v(b) end
function _mt.__index(t, k) return k end
function _mt.__newindex(t, k, v) rawset(t, k, v) end
function _mt.__call(self, ...) return _v(self), ... end
function _mt.__tostring(self) return "obj(" .. _v(self) .. ")" end
local obj_a, obj_b = _new(INT), _new(INT)

--- stat class 1
local _mt = {__metatable = STR}
local _methods = {get = function(self) return rawget(self, "v") end, inc = function(self, d) self.v = (self.v + d) % 97 return self end}
local function _log(e) return function(a, b, ...) io.write(e, " ", type(a), " ", type(b), " ", select('#', ...), "\n") return INT end end
for _, _e in ipairs({"add", "sub", "mul", "div", "mod", "pow", "unm", "concat"}) do _mt["__" .. _e] = _log(_e) end
_mt.__eq = function(a, b) print("eq", a.v, b.v) return ANY end
_mt.__lt = function(a, b) print("lt", a.v, b.v) return ANY end
_mt.__index = _methods
_mt.__call = function(self, any_a, ...) BODY() return INT, any_a, select('#', ...) end
_mt.__tostring = function(self) return "T" .. INT end
local obj_a = setmetatable({v = INT}, _mt)
local obj_b = setmetatable({v = INT}, _mt)

--- stat class 1
local _mt = {}
_mt.__index = _mt
_mt.__add = function(a, b) BODY() return a end
_mt.__sub, _mt.__mul, _mt.__div, _mt.__mod, _mt.__pow, _mt.__unm = _mt.__add, _mt.__add, _mt.__add, _mt.__add, _mt.__add, _mt.__add
_mt.__concat = function(a, b) return type(a) .. type(b) end
_mt.__lt = function(a, b) return INT < INT end
_mt.__le = function(a, b) return nil end
_mt.__eq = function(a, b) return 1 end
_mt.__call = function(...) return select('#', ...), ... end
_mt.__newindex = function(t, k, v) rawset(t, k, v and INT) end
function _mt:get(...) return INT, ... end
function _mt.inc(self) self.n = (rawget(self, "n") or 0) + 1 return self end
local obj_a = setmetatable({v = INT}, _mt)
local obj_b = setmetatable({v = INT, n = INT}, {__index = _mt, __add = _mt.__add, __sub = _mt.__add, __mul = _mt.__mul, __div = _mt.__add, __mod = _mt.__add, __pow = _mt.__add, __unm = _mt.__unm, __concat = _mt.__concat, __lt = _mt.__lt, __le = _mt.__le, __eq = _mt.__eq, __call = _mt.__call})

--- obj objects 4
_ = OBJ1
_ = BOOL and OBJ1 or OBJ2

--- any objects 4
_ = OBJ + INT
_ = INT - OBJ
_ = OBJ * OBJ
_ = OBJ / NUM
_ = OBJ % INT
_ = INT ^ OBJ
_ = -OBJ
_ = OBJ .. STR
_ = STR .. OBJ
_ = OBJ .. OBJ
_ = #OBJ
_ = OBJ.FIELD
_ = OBJ.v
_ = OBJ[KEY]
_ = OBJ(ANYS)
_ = OBJ + OBJ
_ = tostring(OBJ) == STR
_ = getmetatable(OBJ) == nil
_ = STR .. INT .. OBJ

--- bool objects 3
_ = OBJ < OBJ
_ = OBJ <= OBJ
_ = OBJ > OBJ
_ = OBJ >= OBJ
_ = OBJ == OBJ
_ = OBJ ~= OBJ
_ = not (OBJ < OBJ)
_ = OBJ == ANY
_ = OBJ1 == OBJ1

--- stat objects 4
print(OBJ + INT, OBJ .. STR, OBJ(ANYS), -OBJ, OBJ < OBJ)

--- stat objects 2
OBJ1.FIELD = INT

--- stat objects 2
OBJ1[KEY], OBJ1.v = INT, INT
print(OBJ1.v, rawget(OBJ1, "v"))

--- stat objects 2
if OBJ < OBJ then BODY() elseif OBJ == OBJ then BODY() end

--- stat objects 1
while OBJ1 < OBJ2 do BODY() break end

--- stat objects 2
print(OBJ.get and true, pcall(function() return OBJ1:get(ANYS) end), pcall(function() return OBJ1:inc(INT).v end))

--- stat objects 2
print(pcall(function() return OBJ .. nil end), pcall(function() return OBJ < INT end), pcall(function() return {} + OBJ end))

--- stat objects 2
local _p = setmetatable({}, {__index = function(t, k) BODY() return k end, __newindex = function(t, k, v) print("set", k, v) rawset(t, k, v) end})
print(_p.x, _p[INT], _p[STR])
_p.x = ANY
_p.x = ANY
_p[INT] = ANY
print(_p.x)

--- stat objects 2
local _base = {FIELD = ANY, x = INT}
local _mid = setmetatable({y = INT}, {__index = _base})
local _top = setmetatable({}, {__index = _mid, __newindex = _mid})
_top.z = ANY
print(_top.x, _top.y, _top.z, rawget(_top, "z"), _mid.z, _top.FIELD)

--- stat objects 1
local _t = setmetatable({}, {__call = function(self, _, i) i = (i or 0) + 1 if i <= SMALL then return i, i * i end end})
for int_i, int_q in _t do print(int_i, int_q) BODY() end

--- stat objects 1
local _n = 0
local _t = setmetatable({1, 2, 3}, {__index = function(t, i) _n = _n + 1 if i < 6 then return i end end})
for _i, _v in ipairs(_t) do io.write(_v, " ") end
print(_n, _t[4], #_t)

--- stat objects 1
local _a = setmetatable({}, {__eq = function() return true end})
local _b = setmetatable({}, {__eq = getmetatable(_a).__eq})
local _c = setmetatable({}, {__eq = function() return true end})
print(_a == _b, _a ~= _b, _a == _c, _a == 1, rawequal(_a, _b), _a == _a)

--- stat objects 1
local _a = setmetatable({}, {__lt = function(a, b) return BOOL end})
local _b = setmetatable({}, getmetatable(_a))
print(_a < _b, _a <= _b, _a > _b, _a >= _b, not (_a < _b), _a < _b and 1 or 2)

--- stat objects 1
local _u = setmetatable({}, {__unm = function(a, b) return rawequal(a, b), ANY end, __len = function() return 7 end, __concat = function(a, b) return "c" end})
print(-_u, #_u, _u .. 1, 1 .. _u, 1 .. 2 .. _u, _u .. 1 .. 2)

--- stat objects 1
local _m = setmetatable({}, {__mode = "k", __metatable = ANY})
print(getmetatable(_m), pcall(setmetatable, _m, {}))

--- stat objects 1
local _o = setmetatable({}, {__tostring = function() return ANY end})
print(pcall(tostring, _o))
print(pcall(print, _o))

--- stat objects 1
local _mt = {}
local _o = setmetatable({}, _mt)
print(pcall(function() return _o + 1 end))
_mt.__add = function(a, b) return ANY end
print(_o + 1, 1 + _o)
_mt.__add = nil
print(pcall(function() return 1 + _o end))
_mt.__index = FUN
print(_o.x)
_mt.__index = nil
print(_o.x)

--- stat objects 1
local _m = getmetatable("").__index
print(_m == string, ("x").len, ("abc"):len(), #"abc")
string.twice = function(s) return s .. s end
print(("ab"):twice(), pcall(function() return ("x"):nomethod() end))

--- stat objects 1
debug.setmetatable(1, {__index = function(n, k) return k end, __call = function(n, a) return n, a end, __len = function(n) return n end})
print((5).x, (INT)(ANY), #(7))
debug.setmetatable(1, nil)
print(pcall(function() return (5).x end))

--- stat objects 1
debug.setmetatable(nil, {__index = function(_, k) return nil end, __add = function(a, b) return INT end})
print((nil).x, nil + 1, 1 + nil)
debug.setmetatable(nil, nil)

--- stat objects 1
local _a, _b = newproxy(true), nil
_b = newproxy(_a)
local _mt = getmetatable(_a)
_mt.__eq = function() return true end
_mt.__lt = function() return BOOL end
_mt.__add = function(x, y) return type(x), type(y) end
print(_a == _b, _a < _b, _a <= _b, _a + 1, 1 + _a)

--- stat objects 1
local _t = setmetatable({}, {__index = table})
_t:insert(INT)
_t:insert(1, STR)
print(_t:concat(","), #_t, _t.x)

--- stat objects 1
local _cls = {}
_cls.__index = _cls
function _cls.new(x) return setmetatable({x = x}, _cls) end
function _cls:add(y) self.x = self.x + y return self end
function _cls:get() return self.x end
local _sub = setmetatable({}, {__index = _cls})
_sub.__index = _sub
function _sub:get() return "sub" .. _cls.get(self) end
local _o = setmetatable({x = INT}, _sub)
print(_cls.new(INT):add(INT):add(INT):get(), _o:add(1):get())
