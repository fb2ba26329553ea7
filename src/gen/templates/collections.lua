Objects that nothing but a register, an upvalue, a suspended coroutine, varargs, a pending call or a loop's state holds,
while a collection happens in a function that is called. After it the memory of what was freed is used again.

--- stat roots 5 500
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
local any_a, _b = {INT, {STR}}, STR .. "b" .. INT
local function _f(t, s, ...) _gc() return t[1], t[2][1], s, ... end
if PICK then print(_f({INT, {STR .. "c"}}, "s" .. INT, _gc({1})[1], _b)) elseif PICK then print(({{1}, _gc({2}), "x" .. _b, _gc({3}), x = _gc("y" .. INT)})[1][1]) elseif PICK then print(("p" .. INT) .. (_gc("q" .. INT)) .. ("r" .. _gc(INT))) elseif PICK then print((function(...) _gc() local _x, _y = ... return _x[1], _y, select("#", ...) end)({INT}, "v" .. INT, {})) elseif PICK then print(pcall(function(...) _gc() error((PICK({...}, ... .. "e"))) end, "m" .. INT)) elseif PICK then print(#_gc({1, {2}}, _gc()), _gc("a" .. INT), (_gc({INT}))[1]) end
print(any_a[2][1], _b, any_a[1])

--- stat roots 4 500
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
local _log = {}
local _o = setmetatable({}, {__index = function(t, k) _gc() return PICK(k, {k, t}, k .. "i") end, __newindex = function(t, k, v) _gc() _log[#_log + 1] = tostring(k) .. type(v) end, __call = function(self, ...) _gc() return ... end, __concat = function(a, b) _gc() return type(a) == "string" and a .. "|" or b end, __add = function(a, b) _gc() return PICK(a, b) end, __lt = function(a, b) _gc() return a.x == b end, __eq = function() _gc() return true end, __tostring = function() _gc() return "o" .. INT end})
if PICK then print(type(_o["k" .. INT]), (_o("a" .. INT, {1}))) elseif PICK then _o["n" .. INT], _o["m" .. INT] = "v" .. INT, {} elseif PICK then print("c" .. INT .. ("d" .. _o) .. (_o .. ("e" .. INT))) elseif PICK then print(type(_o + ("t" .. INT)), type({} == _o), tostring(_o) .. tostring(_o)) elseif PICK then print(_o < setmetatable({}, getmetatable(_o)), _o == setmetatable({INT}, getmetatable(_o)), type(_o.x .. "")) elseif PICK then print(_o("b" .. INT, _o("c" .. INT, "d" .. INT))) end
print(table.concat(_log, " "))

--- stat roots 4 500
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
local co_c = coroutine.create(function(any_a, ...)
  local any_b, _s = {INT}, "s" .. INT
  local _x, _y = coroutine.yield({STR}, "y" .. INT)
  _gc()
  print(type(any_a), any_b[1], _s, _x, type(_y), select("#", ...), ...)
  for _k, _v in PICK(pairs, ipairs)({"i" .. INT, {1}}) do coroutine.yield(_k, _v) end
  PICK(error, type)({"err" .. INT})
  return "r" .. INT, any_b
end)
local _ok, _t, _y = coroutine.resume(co_c, {INT}, "v" .. INT, {})
_gc()
print(_ok, _t[1], _y, _gc(coroutine.resume(co_c, "x" .. INT, {})))
_gc()
print(coroutine.resume(co_c))
local _r = {_gc(coroutine.resume(co_c))}
print(_r[1], type(_r[2]), coroutine.status(co_c), coroutine.resume(co_c))

--- stat roots 4 600
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
local _n = 0
if PICK then for _k, _v in pairs({x = "v" .. INT, y = {INT}, "z" .. INT}) do _gc() io.write(tostring(_k), type(_v), " ") end
elseif PICK then for _k, _v in (function() local _s = {"a" .. INT, "b" .. INT} return function(_, k) _n = _n + 1 if _s[_n] then return _gc(_s[_n], {_n}) end end end)() do _gc() io.write(_k, _v[1], " ") end
elseif PICK then for _k in coroutine.wrap(function() for _i = 1, 2 do coroutine.yield("w" .. _i .. INT) _gc() end end) do _gc() io.write(_k, " ") end
elseif PICK then for _k, _v in setmetatable({}, {__call = function(self, s, k) _n = _n + 1 return _gc(s[_n]), "c" .. _n end}), {"p" .. INT, "q" .. INT} do _gc() io.write(_k, _v, " ") end
elseif PICK then for _w in ("aa bb"):gmatch(PICK("%a+", "%S")) do _gc() io.write(_w, " ") end
elseif PICK then for _k, _v in next, {["k" .. INT] = "v" .. INT} do _gc() io.write(_k, _v, " ") end end
print(_n)

--- stat roots 3 600
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
if PICK then local _t = {"b" .. INT, "a" .. INT, "c" .. INT} table.sort(_t, function(a, b) _gc() return a < b end) print(table.concat(_t, " "))
elseif PICK then print(("a1b2"):gsub(PICK("%a", "(%a)(%d)", "%d"), function(a, b) _gc() return a .. "x" .. INT end))
elseif PICK then local _i = 0 print(load(function() _i = _i + 1 _gc() return ({"return '", "l" .. INT, "', {", "1}"})[_i] end)())
elseif PICK then print(loadstring("collectgarbage() local t = {} for i = 1, 5 do t[i] = 'g' .. i end return 'con' .. 'stant', (function() return 'inner' end)()")())
elseif PICK then print(setfenv(function() _gc() x = "e" .. INT _gc() return x, y end, {y = "y" .. INT, _gc = _gc, collectgarbage = collectgarbage})())
elseif PICK then table.foreach({["f" .. INT] = {INT}}, function(k, v) _gc() print(k, v[1]) end)
elseif PICK then print(xpcall(function() local _x = "u" .. INT error({_x, function() return _x end}) end, function(e) _gc() return e[1] .. e[2]() end))
elseif PICK then print(select(2, pcall(error, _gc({"e" .. INT})))[1], (select(2, _gc(1, "s" .. INT))))
elseif PICK then print(string.format("%s %s %q", "f" .. INT, _gc(tostring(INT) .. "g"), "h" .. INT), _gc(unpack({"u" .. INT, "v" .. INT}))) end

--- stat roots 3 500
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i, function() return _t end} end return ... end
local _f, _g
do
  local any_a, _s = {INT, {STR}}, "s" .. INT
  _f = function() return function() _gc() return any_a[2][1], _s end end
  _g = (function(...) local _v = {...} return function() _s = _s .. "+" return #_v, _v[1], _s end end)({1}, "v" .. INT)
end
_gc()
print(_f()())
print(_g(), _gc(_f)()())
local _m = setmetatable({}, {__index = setmetatable({}, {__index = {x = "m" .. INT}})})
_gc()
print(_m.x, _g())
_f = nil
_gc()
print(_g())

--- stat roots 2 500
local function _gc(...) collectgarbage() local _t = {} for _i = 1, 6 do _t[_i] = {_i, "j" .. _i} end return ... end
local _w, _keep = setmetatable({}, {__mode = PICK("k", "v", "kv", "")}), {}
local function _fill()
  for _i = 1, 4 do local _o = {_i} if _i % 2 == 0 then _keep[_i] = _o end _w[_i] = _o _w[_o] = PICK(_i, _o, {_i}) _w["s" .. _i] = "t" .. _i end
end
_fill()
_gc()
local _n = 0
for _k, _v in pairs(_w) do _n = _n + 1 end
print(_n, _w[1] == nil, _w[2] == _keep[2], _w[_keep[2]] ~= nil, _w.s1, _w.s4, #_w >= 0)
_w.x, _w[{}] = {}, PICK(1, {})
_keep = nil
_gc()
print(_w.x == nil, _w[4] == nil, _w.s2)

--- stat roots 2 400
local _m = PICK({}, nil)
local _t = setmetatable({}, _m)
local function _fill() _t[1], _t.x, _t[{}] = {}, {}, 1 end
_fill()
collectgarbage()
print(_t[1] ~= nil, _t.x ~= nil)
if PICK then setmetatable(_t, {__mode = PICK("v", "kv")}) elseif PICK then _m = _m or {} setmetatable(_t, _m) _m.__mode = PICK("v", "vk") elseif PICK then setmetatable(_t, _m or {}) rawset(getmetatable(_t), "__mode", "v") end
collectgarbage()
print(_t[1] ~= nil, _t.x ~= nil)

--- stat roots 2 500
local _log = {}
local function _new(id, r) local _p = newproxy(true) local _m = getmetatable(_p) _m.id = id _m.__gc = PICK(nil, function(u) _log[#_log + 1] = id end) if PICK(r, true) then _m.__gc = function(u) _log[#_log + 1] = id .. type(u) if r then r[1] = u end end end return _p end
local _back, _held = {}, _new("held")
do local function _make() _new("a" .. INT, _back) _new("b", PICK(nil, _back)) return _new("c") end _make() end
collectgarbage()
for _i = 1, 5 do local _t = {_i, "j" .. _i} end
print(table.concat(_log, " "), type(_back[1]), _back[1] and getmetatable(_back[1]).id)
_back, _held = {}, nil
collectgarbage()
print(#_log, _log[#_log])

--- stat roots 1 600
local _h = {}
debug.sethook(function(e, l) if #_h < 5 then collectgarbage() _h[#_h + 1] = e .. tostring(l) end end, PICK("l", "c", "r", "cr"), 0)
local function _f(t, s) local _x = {s .. "x"} return _x[1], t[1] end
local _a, _b = _f({"t" .. INT}, "s" .. INT)
debug.sethook()
print(_a, _b, #_h > 0, _h[1])

--- stat roots 2 300
local _before = collectgarbage("count")
local _s = ""
for _i = 1, PICK(20, 60) do _s = (_s .. STR .. _i):sub(-30) local _t = {_s, {_i}, function() return _s end} end
print(#_s, collectgarbage("count") > 0, collectgarbage(PICK("step", "collect", "restart", "stop")) ~= nil, collectgarbage("restart"), type(_before))
