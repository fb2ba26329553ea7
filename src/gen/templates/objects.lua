Metatables with every event. A program draws which events its class has; its class is made of one `class` entry, an
`event` entry for each of them, and one `instance` entry. What uses an event says so by its feature.

--- class objects 2
local _mt = {}
local function _v(x) return type(x) == "table" and rawget(x, "v") or tonumber(x) or 0 end

--- class objects 1
local _base = {get = function(self, ...) return rawget(self, "v"), ... end, inc = function(self, int_d) self.v = (rawget(self, "v") + int_d) % 97 return self end}
local _mt = {__index = _base, __metatable = STR}
local function _v(x) return type(x) == "table" and rawget(x, "v") or 1 end

--- class objects 1
local _mt, _v = {}, function(x) return type(x) == "table" and rawget(x, "v") or #tostring(x) end
_mt.__index = _mt
function _mt:get(...) return INT, ... end
function _mt.inc(self, d) self.n = (rawget(self, "n") or 0) + 1 return self end

--- instance objects 2
local obj_a, obj_b = setmetatable({v = INT}, _mt), setmetatable({v = INT, FIELD = ANY}, _mt)

--- instance objects 1
local function _new(v) return setmetatable({v = v}, _mt) end
local obj_a, obj_b, obj_c = _new(INT), _new(INT), _new(_v(INT))

--- instance objects 1
local obj_a = setmetatable({v = INT}, _mt)
local obj_b = setmetatable({v = INT}, {__eq = _mt.__eq, __lt = _mt.__lt, __le = _mt.__le, __index = _mt.__index or _mt, __add = _mt.__add, __sub = _mt.__sub, __mul = _mt.__mul, __div = _mt.__div, __mod = _mt.__mod, __pow = _mt.__pow, __unm = _mt.__unm, __concat = _mt.__concat, __call = _mt.__call, __len = _mt.__len})

--- event __add 1
function _mt.__add(a, b) return setmetatable({v = _v(a) + _v(b)}, _mt) end

--- event __add 1
_mt.__add = function(a, b, ...) io.write("add ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __sub 1
function _mt.__sub(a, b) return setmetatable({v = _v(a) - _v(b)}, _mt) end

--- event __sub 1
_mt.__sub = function(a, b, ...) io.write("sub ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __mul 1
function _mt.__mul(a, b) return _v(a) * _v(b), "second" end

--- event __mul 1
_mt.__mul = function(a, b, ...) io.write("mul ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __div 1
function _mt.__div(a, b) return _v(a) / _v(b), "second" end

--- event __div 1
_mt.__div = function(a, b, ...) io.write("div ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __mod 1
function _mt.__mod(a, b) return _v(a) % _v(b), "second" end

--- event __mod 1
_mt.__mod = function(a, b, ...) io.write("mod ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __pow 1
function _mt.__pow(a, b) return _v(a) ^ _v(b), "second" end

--- event __pow 1
_mt.__pow = function(a, b, ...) io.write("pow ", type(a), " ", type(b), " ", select("#", ...), "\n") return ANY end

--- event __unm 1
function _mt.__unm(a, b) return -_v(a), rawequal(a, b) end

--- event __unm 1
_mt.__unm = function(any_a) BODY() return any_a end

--- event __concat 1
function _mt.__concat(a, b) return "<" .. _v(a) .. _v(b) .. ">" end

--- event __concat 1
_mt.__concat = function(a, b) return type(a) .. type(b) end

--- event __concat 1
function _mt.__concat(a, b) return a == b and ANY or b end

--- event __len 1
function _mt.__len(a) return INT end

--- event __eq 1
function _mt.__eq(a, b) return _v(a) == _v(b) end

--- event __eq 1
_mt.__eq = function(a, b) print("eq", _v(a), _v(b)) return ANY end

--- event __eq 1
_mt.__eq = function() return 1 end

--- event __lt 1
function _mt.__lt(a, b) return _v(a) < _v(b) end

--- event __lt 1
_mt.__lt = function(a, b) print("lt", _v(a), _v(b)) return ANY end

--- event __le 1
function _mt.__lt(a, b) return _v(a) < _v(b) end
function _mt.__le(a, b) return _v(a) <= _v(b) end

--- event __le 1
_mt.__lt = function(any_a, any_b) return BOOL end

--- event __index 1
function _mt.__index(t, k) return k end

--- event __index 1
_mt.__index = setmetatable({x = ANY, y = INT}, {__index = function(t, k) return k end})

--- event __index 1
_mt.__index = function(_, any_k) BODY() return ANY, any_k end

--- event __newindex 1
function _mt.__newindex(t, k, v) rawset(t, k, v) end

--- event __newindex 1
_mt.__newindex = {}

--- event __newindex 1
_mt.__newindex = function(_t, _k, any_v) if any_v then rawset(_t, _k, INT) end end

--- event __call 1
function _mt.__call(self, ...) return _v(self), ... end

--- event __call 1
_mt.__call = function(self, any_a, ...) BODY() return INT, any_a, select("#", ...) end

--- event __call 1
function _mt.__call(...) return select("#", ...), ... end

--- event __tostring 1
function _mt.__tostring(self) return "obj(" .. _v(self) .. ")" end

--- event __tostring 1
_mt.__tostring = function(self) return STR end

--- obj objects 4
_ = OBJ1
_ = BOOL and OBJ1 or OBJ2

--- any objects 2
_ = rawget(OBJ, "v")
_ = getmetatable(OBJ) == nil
_ = type(OBJ) == STR

--- any __add 3
_ = OBJ + INT
_ = OBJ + OBJ
_ = NUM + OBJ

--- any __sub 3
_ = INT - OBJ
_ = OBJ - 1

--- any __mul 3
_ = OBJ * OBJ
_ = 2 * OBJ

--- any __div 3
_ = OBJ / NUM
_ = STR / OBJ

--- any __mod 3
_ = OBJ % INT

--- any __pow 3
_ = INT ^ OBJ
_ = OBJ ^ OBJ

--- any __unm 3
_ = -OBJ

--- any __concat 3
_ = OBJ .. STR
_ = STR .. OBJ
_ = OBJ .. OBJ
_ = STR .. INT .. OBJ
_ = OBJ .. INT .. STR

--- any __len 3
_ = #OBJ

--- any __index 3
_ = OBJ.FIELD
_ = OBJ.v
_ = OBJ[KEY]

--- any __call 3
_ = OBJ(ANYS)
_ = (OBJ(ANYS))
_ = (OBJ(ANYS1)) == INT

--- any __tostring 3
_ = tostring(OBJ) == STR

--- bool __eq 3
_ = OBJ == OBJ
_ = OBJ ~= OBJ
_ = not (OBJ == OBJ)
_ = OBJ == ANY
_ = OBJ1 == OBJ1

--- bool __lt 3
_ = OBJ < OBJ
_ = OBJ > OBJ
_ = not (OBJ < OBJ)

--- bool __le 3
_ = OBJ <= OBJ
_ = OBJ >= OBJ
_ = OBJ <= OBJ and OBJ < OBJ

--- stat __add 2
print(OBJ + INT, (OBJ + OBJ))

--- stat __call 3
print(OBJ(ANYS), (OBJ(ANYS)))

--- stat __call 1
for _i, any_v in OBJ, {}, nil do print(_i, any_v) break end

--- stat __newindex 3
OBJ1.FIELD = INT

--- stat __newindex 2
OBJ1[KEY], OBJ1.v = ANY, INT
print(rawget(OBJ1, "v"))

--- stat __lt 2
if OBJ < OBJ then BODY() elseif not (OBJ < OBJ) then BODY() end

--- stat __le 2
if OBJ <= OBJ and BOOL then BODY() end

--- stat __lt 1
while OBJ1 < OBJ2 do BODY() break end

--- stat __eq 2
if OBJ == OBJ then BODY() else BODY() end

--- stat __lt 1
local _os = {OBJ, OBJ, OBJ}
print(pcall(table.sort, _os))

--- stat __tostring 2
print(OBJ, OBJ)

--- stat objects 2
print(pcall(function() return OBJ1:get(ANYS) end), pcall(function() return OBJ1:inc(INT).v end))

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

--- stat objects 3
local _m = {__lt = function(a, b) return a.v < b.v end, __eq = function(a, b) print(a.v, b.v) return a.v == b.v end, __unm = function(a, b) return rawequal(a, b) end}
_m.__le = function(a, b) print(a.v, b.v) return a.v <= b.v end
local _a, _b = setmetatable({v = INT}, _m), setmetatable({v = SMALL}, _m)
print(_a < _b, _b < _a, _a <= _b, _a == _b, -_a)
_m.__newindex = function(t, k, v) print(k, v) end
_a.w = INT
print(_a.w)

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
