What a VM remembers of metatables and how far it follows them: handlers that come and go, chains of tables and functions,
slots of the array part that are nil, comparisons of which only some have handlers.

--- stat lookups 5
local _m, _n = {}, 0
local _o = setmetatable({PICK(1, nil), PICK(nil, 2), 3}, _m)
local function _h(t, k, ...) _n = _n + 1 return type(k) == "number" and k + _n or _n, ... end
print(_o.x, _o[1], _o[2], _o[9])
if PICK then _m.__index = _h elseif PICK then rawset(_m, "__index", _h) elseif PICK then _m["__" .. "index"] = _h
elseif PICK then for _k, _v in pairs({__index = _h, y = 1}) do _m[_k] = _v end
elseif PICK then setfenv(function() __index = _h end, _m)()
elseif PICK then setmetatable({}, {__newindex = _m}).__index = _h
elseif PICK then setmetatable(_o, {__index = _h})
elseif PICK then debug.setmetatable(_o, {__index = {x = INT, [9] = STR}})
elseif PICK then _m.y, _m.__index, _m.z = 1, _h, 2 end
print(_o.x, _o[1], _o[2], _o[9], _n)
_m.__index = nil
print(_o.x, _o[9], _n)
_m.__index = PICK(_h, {x = INT, [9] = STR}, function() return _m end)
print(_o.x == nil, _o[9] == nil, _n)

--- stat lookups 4
local _m, _log = {}, {}
local _o = setmetatable({PICK(1, nil), PICK(nil, 2), 3}, _m)
_o.a, _o[PICK(1, 2, 5)], _o[PICK("b", 4, 2.5)] = INT, INT, INT
if PICK then _m.__newindex = _log elseif PICK then rawset(_m, "__newindex", _log) elseif PICK then _m["__newindex"] = _log
elseif PICK then _m.__newindex = function(t, k, v) io.write(tostring(k), "=", tostring(v), " ") rawset(t, k, v) end
elseif PICK then setmetatable(_o, {__newindex = _log}) end
local _k = PICK("c", 1, 2, 4, 7)
_o.a, _o.c, _o[1], _o[2], _o[7] = INT, INT, INT, INT, INT
_o[_k] = STR
print(_o.a, _o.c, _o[1], _o[2], _o[7], rawget(_o, _k), _log.c, _log[1], _log[2], _log[7])
_m.__newindex = nil
_o.d, _o[8], _o.c = 1, 2, 3
print(_o.d, _o[8], _o.c, _log.d, next(_log) == nil)

--- stat lookups 2
local _m, _n = {}, {}
local _a, _b = setmetatable({v = INT}, _m), setmetatable({v = INT}, PICK(_m, _n))
local function _h(a, b) return PICK(true, a.v == b.v, rawequal(a, b), 0) end
print(_a == _b, _a ~= _b)
if PICK then _m.__eq = _h elseif PICK then _m.__eq, _n.__eq = _h, _h elseif PICK then rawset(_n, "__eq", _h) rawset(_m, "__eq", _h) elseif PICK then _m.__eq, _n.__eq = _h, function() return true end end
print(_a == _b, _b == _a, _a ~= _b, _a == _a, _a == 1, not (_a == _b) and 1 or 2)
_m.__eq = nil
print(_a == _b, _b ~= _a)

--- stat lookups 2
local _m = {}
local _o = setmetatable({}, _m)
print(pcall(function() return _o(1) end), pcall(function() return _o + 1 end), pcall(function() return _o .. "" end), #_o, pcall(function() return -_o end))
local _e = PICK("__call", "__add", "__concat", "__unm", "__lt", "__tostring", "__len")
_m[_e] = function(...) return PICK("text", ...) end
print(pcall(function() return (_o(1)) end), pcall(function() return 1 + _o end), pcall(function() return 1 .. _o end), #_o, pcall(function() return type(-_o) end), pcall(function() return _o < _o end))
_m[_e] = nil
print(pcall(function() return _o(1) end), pcall(function() return _o + 1 end), pcall(function() return _o .. "" end))

--- stat lookups 5
local _o = PICK({x = INT, m = function(s, ...) return type(s), ... end, STR}, setmetatable({id = 0}, {__index = function(t, k, ...) return PICK(k, rawget(t, "id"), rawequal(t, _G)), select("#", ...) end}))
for _i = 1, PICK(1, 2, 3, 7, 8, 9, 10, 11, 12) do _o = setmetatable({id = _i}, {__index = _o}) end
print(_o.x, _o[1], _o.id, _o.absent, pcall(function() return _o:m(ANYS) end), pcall(function() return _o:absent() end))
local _k = PICK("x", 1, 2, "id", true, "absent")
print(_o[_k], pcall(setfenv(function() return x, id, absent end, _o)))
rawset(_o, "id", nil)
print(_o.id, PICK(_o[1], _o.x, _o[_k]))

--- stat lookups 4
local _log = {}
local _end = PICK({}, {x = 0}, setmetatable({id = 0}, {__newindex = function(t, k, v) _log[#_log + 1] = tostring(rawget(t, "id")) .. tostring(k) .. tostring(v) end}))
local _o = _end
for _i = 1, PICK(1, 2, 3, 7, 8, 9, 10) do _o = setmetatable({id = _i, y = PICK(_i, nil)}, {__newindex = _o}) end
_o.x, _o[1], _o.y, _o.id = INT, INT, INT, INT
local _k = PICK("z", 2, true, 0.5)
_o[_k] = STR
setfenv(function() w = 1 w = 2 end, _o)()
print(table.concat(_log, " "), rawget(_o, "x"), rawget(_o, "y"), rawget(_o, "id"), rawget(_end, "x"), rawget(_end, 1), rawget(_end, _k), rawget(_end, "w"))

--- stat lookups 1 200
local _o, _w = {x = INT}, setmetatable({}, {__newindex = {}})
for _i = 1, PICK(97, 98, 99, 100, 101) do _o, _w = setmetatable({}, {__index = _o}), setmetatable({}, {__newindex = _w}) end
print(pcall(function() return _o.x, _o.y end))
print(pcall(function() _w.x = 1 _w[1] = 2 end))
print(pcall(function() return _o:x() end))

--- stat lookups 5
local _t = setmetatable({1, nil, 3, nil, 5, PICK(6, nil)}, {__index = function(t, k) return PICK(k, -k, rawget(t, 1)) end, __newindex = function(t, k, v) io.write("new ", tostring(k), " ", tostring(v), "\n") if PICK(true, false, v) then rawset(t, k, v) end end})
local _k = PICK(1, 2, 4, 6, 7)
print(_t[1], _t[2], _t[4], _t[7], _t[_k])
_t[1] = nil
_t[_k] = INT
_t[2] = PICK(INT, nil, STR)
_t[4], _t[1] = STR, PICK(_k, nil)
print(rawget(_t, 1), rawget(_t, 2), rawget(_t, 4), rawget(_t, _k), _t[1], _t[_k])
for _i = 1, 7 do _t[_i] = (tonumber(_t[_i]) or 0) + _i end
print(_t[1], _t[2], _t[3], _t[4], _t[7], #_t > 0)

--- stat lookups 2
local _d, _n = PICK({}, {7, 8}, setmetatable({}, {__index = function(_, k) return k end})), 0
local _t = setmetatable({nil, 2, nil}, {__index = _d, __newindex = _d})
_t[1], _t[3], _t.x = INT, INT, INT
local _k = 1
_t[_k] = STR
print(rawget(_t, 1), rawget(_t, 3), rawget(_d, 1), rawget(_d, 3), _t[1], _t[2], _t[3], _t[_k], _t[5], _t.x)
for _i, _v in ipairs(_t) do io.write(_i, tostring(_v), " ") end

--- stat lookups 2
local _g = setmetatable({}, {__index = PICK(_G, function(t, k) return _G[k] or k end), __newindex = PICK(nil, function(t, k, v) rawset(t, k .. "!", v) end)})
local _f = setfenv(function(...) zl1 = (zl1 or 1) zl1, zl2 = zl2, ... print(zl1, zl2, rawget(getfenv(1), "zl2!")) return zl1, zl3 end, _g)
print(_f(INT, STR))
print(_f(nil), zl1, rawget(_g, "zl1"), rawget(_g, "zl2"))

--- stat lookups 3
local _c = {}
_c.__index = PICK(_c, function(t, k) return _c[k] end)
function _c:m(a, ...) return rawequal(self, _c) and "class" or self.v, a, select("#", ...) end
local _o = setmetatable({v = INT}, PICK(_c, {__index = setmetatable({w = STR}, _c)}))
print(_o:m(ANYS), _c:m(), _c.m(_o, 1), _o.w, pcall(function() return _o:nothing(1) end))
_c.m = PICK(nil, print, function(...) return select("#", ...) end)
print(pcall(function() return _o:m(INT, nil) end))
_o.m = function(s) return rawequal(s, _o) end
print(_o:m(), pcall(_c.m))

--- stat ordering 5
local _m, _k = {}, {}
local function _h(a, b, ...) io.write(a.v, "?", b.v, " ") return PICK(a.v < b.v, a.v <= b.v, nil, 0, false), ... end
local function _g() return PICK(true, false) end
if PICK then _m.__lt = _h elseif PICK then _m.__le = _h elseif PICK then _m.__lt, _k.__lt = _h, _h elseif PICK then _m.__lt, _k.__lt = _h, _g
elseif PICK then _m.__le, _k.__le = _h, _g elseif PICK then _m.__le, _k.__le, _m.__lt = _h, _h, _g elseif PICK then _k.__lt, _k.__le = _h, _g end
local _a, _b, _c = setmetatable({v = 1}, _m), setmetatable({v = PICK(0, 1, 2)}, _m), setmetatable({v = 3}, _k)
print(pcall(function() return _a < _b, _a > _b, not (_a < _b) end))
print(pcall(function() return _a <= _b, _b >= _a, not (_a <= _b) end))
print(pcall(function() if PICK(_a < _c, _c < _a, _a <= _c, _c >= _a) then return 1 end return 2 end))
print(pcall(function() return PICK(_a < 1, 1 <= _a, _a >= "x", _a < {}) end))

--- stat ordering 2
local _m = {}
_m.__lt = function(a, b) io.write("lt ") return PICK(a.v < b.v, a.v < b.x, a.v <= b.v) end
local _t = {}
for _i = 1, SMALL do _t[_i] = setmetatable({v = _i * 7 % 5}, _m) end
print(pcall(table.sort, _t))
for _i = 1, #_t do io.write(_t[_i].v, " ") end
print(pcall(function() return _t[1] <= _t[#_t], _t[1] >= _t[#_t], _t[1] > nil end))

--- stat ordering 3
local function _c(a, b) return pcall(function() return a < b end), pcall(function() return a <= b end), a == b, pcall(function() return a > b, a >= b end) end
print(_c(VALUE, VALUE))
print(_c(NUM, PICK(NUM, STR, INT, nil)))
print(_c(STR, PICK(STR, INT, STR .. "\0")))

--- stat ordering 2
local _w = 0
local _o = setmetatable({}, {__lt = function(a, b) _w = _w + 1 return _w < SMALL end, __eq = function() _w = _w + 1 return _w < 4 end})
local _p = setmetatable({}, getmetatable(_o))
while PICK(_o < _p, _p <= _o, _o == _p, not (_o ~= _p)) and _w < 9 do io.write(_w, " ") _w = _w + 1 end
repeat _w = _w - 3 until PICK(_o < _p, _o >= _p, _o == _p) or _w < -3
print(_w, _o < _p and 1 or 2, (_o <= _p) == (_o == _p))

--- stat lookups 3
local _k = PICK({}, true, print, false)
local _t = setmetatable({[_k] = INT, x = 1, m = type}, PICK(nil, {}, {__index = function(t, k) return type(k) end, __newindex = function(t, k, v) io.write(type(k), " ") rawset(t, k, v) end}))
print(_t[_k], _t[not _k], pcall(function() return _t:m() end))
_t[_k] = PICK(2, nil)
_t[_k], _t.x, _t.m = nil, nil, nil
print(_t[_k], _t.x, pcall(function() return _t:m(1) end))
_t[_k], _t[{}], _t.m = INT, 1, PICK(function(...) return select("#", ...) end, nil)
print(_t[_k], rawget(_t, _k), pcall(function() return _t:m(2) end))

--- stat lookups 3
local _e = setmetatable({ze1 = INT, ze2 = 2, print = print}, PICK({}, {__newindex = PICK(rawset, {})}, {__index = PICK(_G, type)}, nil))
local _f = setfenv(function(...) ze1, ze3 = ze2, ze1 print(ze1, ze2, ze3) ze2 = PICK(nil, ...) ze3 = nil print(ze1, ze2, ze3, ze4) ze2 = ze1 ze4 = PICK(ze2, nil) return ze1, ze2 end, _e)
print(_f(STR))
print(_e.ze1, _e.ze2, rawget(_e, "ze3"), _f())

--- stat lookups 3
local _m, _n = {}, 0
local _o = setmetatable({}, _m)
local _set = setfenv(PICK(function(h) __index = h end, function(h) __newindex = h end), _m)
if PICK then print(_o.x) _o.y = 1 else _n = 10 end
_set(function(t, k, v) _n = _n + 1 if v then rawset(t, k, _n) else return k end end)
print(_o.x, _o[1], _n)
_o.z, _o[2] = INT, INT
_set(nil)
if PICK then print(_o.x, _o.z, _n) _o.w = 5 else _n = 20 end
_set(PICK({x = STR}, print))
print(_o.x, _o.v, rawget(_o, "w"))
_o.u = 6
print(rawget(_o, "u"), _n)
