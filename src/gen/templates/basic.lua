Operators, conditions, loops, assignment. See ../template.rs for the notation.

--- int core 6
_ = INT + INT
_ = INT - INT
_ = INT * INT
_ = #LIST
_ = #STR
_ = -INT
_ = INT % 7
_ = INT % -5
_ = COND and INT or INT
_ = (BOOL and INT) or INT
_ = math.floor(INT / 2)
_ = (INT + INT) * INT

--- int core 2
_ = LIST1[#LIST1] or INT
_ = LIST[INT] or INT
_ = LIST[SMALL] or INT
_ = #(STR .. INT)
_ = INT == INT and 1 or 0
_ = (INT)
_ = #tostring(BOOL)
_ = #{ANYS1, INT}

--- int functions 2
_ = (function(a, b) return a + b end)(INT, INT)
_ = (function(int_a) local int_b = int_a + INT return int_a * int_b % 1000 end)(INT)
_ = (function() return INT end)()

--- int varargs 3
_ = select('#', ANYS)
_ = (function(...) return select('#', ...) end)(ANYS)
_ = (function(...) local _t = {...} return #_t end)(INTS)
_ = (function(a, ...) return select('#', a, ...) end)(ANYS)
_ = (select(SMALL, 1, 2, 3, 4, 5, 6, 7, 8, 9))
_ = (function(...) local a, b = ... return (a or 0) + (b or 1) end)(INTS)
_ = (function(...) return arg.n + #arg end)(INTS)

--- num core 6
_ = INT
_ = NUM + NUM
_ = NUM - NUM
_ = NUM * NUM
_ = NUM / NUM
_ = -NUM
_ = NUM % NUM
_ = BOOL and NUM or NUM

--- num edges 4
_ = EDGE
_ = NUM ^ NUM
_ = EDGE * NUM
_ = EDGE % NUM
_ = NUM % EDGE
_ = EDGE - EDGE
_ = NUM / 0
_ = 0 / EDGE
_ = (EDGE + 1) - EDGE
_ = 2 ^ INT
_ = NUM - NUM % 1
_ = INT / 10

--- num coercion 3
_ = "10" + NUM
_ = NUM * "0x10"
_ = " 5 " - NUM
_ = -"2"
_ = "1e1" ^ 2
_ = NUM / "4"
_ = tonumber(NUM .. "")
_ = (INT .. "") + 0
_ = tonumber(STR) or NUM
_ = tonumber(STR, SMALL + 8) or 0
_ = tonumber("ff", 16) + tonumber("zz", 36)

--- num math 4
_ = math.abs(NUM)
_ = math.abs(-SMALL - 0.5)
_ = math.floor(NUM)
_ = math.ceil(NUM)
_ = math.max(NUMS1)
_ = math.min(NUMS1)
_ = math.fmod(NUM, NUM)
_ = math.modf(NUM)
_ = math.frexp(NUM)
_ = math.ldexp(NUM, INT)
_ = math.sqrt(NUM)
_ = math.pow(NUM, 2)
_ = math.random()
_ = math.random(SMALL)
_ = math.random(SMALL, 8)
_ = select(2, math.modf(NUM))
_ = select(2, math.frexp(NUM))

--- bool core 6
_ = NUM < NUM
_ = NUM <= NUM
_ = NUM > NUM
_ = NUM >= NUM
_ = ANY == ANY
_ = ANY ~= ANY
_ = INT == INT
_ = not BOOL
_ = not ANY
_ = BOOL and BOOL
_ = BOOL or BOOL
_ = INT % 2 == 0
_ = INT ~= INT
_ = ANY == nil
_ = not (BOOL and BOOL)
_ = not not ANY

--- bool coercion 3
_ = INT1 == INT1 .. ""
_ = STR == INT
_ = tostring(INT1) ~= INT1
_ = "10" == 10

--- bool core 2
_ = (ANY and true) or BOOL
_ = NUM == NUM and not (NUM < NUM)
_ = (BOOL or INT) == true
_ = (INT < INT) == (INT > INT)
_ = type(ANY) == "number"
_ = rawequal(LIST, LIST)

--- bool strings 3
_ = STR < STR
_ = STR <= STR
_ = STR > STR
_ = STR >= STR
_ = STR == STR

--- any core 4
_ = ANY and ANY
_ = ANY or ANY
_ = COND and ANY or ANY
_ = (ANY)
_ = type(ANY)
_ = NUM == NUM and ANY
_ = nil
_ = not ANY or ANY

--- any core 1
_ = (ANY and ANY) or (ANY and ANY)
_ = (nil and ANY) or (false or ANY)
_ = 1 and ANY
_ = ANY and nil
_ = (ANY or ANY) and (ANY or ANY)

--- stat core 6
for int_i = SMALL, SMALL do BODY() end

--- stat core 3
print(INT, STR, ANYS)

--- stat core 2
io.write(tostring(NUM), " ", STR, "\n")

--- stat loops 6
for int_i = 1, SMALL do BODY() end

--- stat loops 3
for int_i = SMALL, SMALL, INT % 3 + 1 do BODY() end

--- stat loops 3
for int_i = SMALL, -2, -SMALL do BODY() end

--- stat loops 2
for num_x = NUM % 2, 2, 0.5 do BODY() end

--- stat loops 2
for int_i = 1, #LIST do BODY() end

--- stat loops 1
for int_i = INT, INT - 1 do ERROR() end

--- stat loops 1
for _i = 1, 3 do local int_i = _i _i = 10 BODY() print(int_i, _i) end

--- stat loops 1
for _i = "1", "3" do local int_a = _i BODY() end

--- stat edges 1
for num_x = EDGE, EDGE do print(num_x) break end

--- stat edges 1
for num_x = 2 ^ 53, 2 ^ 53 + 4 do print(num_x) if num_x >= 2 ^ 53 then break end end

--- stat edges 2
print(EDGE, EDGE + NUM, EDGE % NUM, EDGE == EDGE, -EDGE, EDGE .. "")

--- stat edges 1
print(0 == -0, 1 / 0 > 0, 1 / -0 < 0, NUM % 0, NUM / EDGE, 0 / 0 ~= 0 / 0)

--- stat loops 2
local _w = SMALL
while COND do
  _w = _w - 1
  if _w < 0 or COND then break end
  BODY()
end

--- stat loops 2
local _w = 0
while not (_w >= SMALL or COND) do _w = _w + 1 BODY() end

--- stat loops 2
local _w = 0
repeat local any_v = ANY _w = _w + 1 BODY() until not (any_v and _w < SMALL)

--- stat loops 1
for _i = 3, 1, 0 do print("never", _i) break end
for _i = 1, 3, 0 do print("at most once", _i) break end

--- stat loops 1
for num_x = NUM % 5, NUM % 5 + 2, 0.25 + INT % 4 do BODY() end

--- stat loops 1
for num_x = 1, -1, -0.375 do print(num_x) BODY() end

--- stat loops 2
for num_x = SMALL / 2, 6, 1.5 do print(num_x) end

--- stat loops 1
for num_x = SMALL, -4, -2.25 do print(num_x) BODY() end

--- stat loops 1
for num_x = EDGE, EDGE, EDGE do print(num_x) if COND then break end break end

--- stat loops 1
for _i = 1e15, 1e15 + 2 do io.write(_i, ";") end
for _i = 0, 1, 1e300 do print(_i) end
for _i = -1, -math.huge, -math.huge do print(_i) break end

--- stat loops 2
for int_i = 1, SMALL do
  for int_j = int_i, SMALL do
    if COND then break end
    BODY()
  end
  if COND then break end
end

--- stat loops 4
local _w = 0
while _w < SMALL do
  _w = _w + 1
  BODY()
end

--- stat loops 3
local _w = SMALL
while _w > 0 and COND do
  _w = _w - 1
  BODY()
end

--- stat loops 3
local _r = 0
repeat
  local int_a = INT
  _r = _r + 1
  BODY()
until _r >= SMALL or COND

--- stat loops 2
local _r = 0
repeat
  _r = _r + 1
  local any_v = ANY
  if BOOL then BODY() end
until _r > 3 or any_v and (function() return any_v end)()

--- stat loops 2
local _w = 0
while true do
  _w = _w + 1
  if _w > SMALL then break end
  BODY()
end

--- stat nesting 4
do
  BODY()
  BODY()
end

--- stat nesting 3
if COND then BODY() elseif COND then BODY() else BODY() end

--- stat nesting 2
if BOOL then
  if COND then BODY() else BODY() end
else
  for int_i = 1, 2 do if COND then break end BODY() end
end

--- stat nesting 2
if not COND then
  BODY()
end

--- stat assign 4
INT1, INT2 = INT2 % 97, INT1 % 97

--- stat assign 3
ANY1, ANY2, ANY3 = ANY2, ANY3, ANY1

--- stat assign 3
LIST1, INT1 = LIST2, INT2

--- stat assign 3
MAP1[KEY], MAP1[KEY], INT1 = INT1, INT, #LIST % 97

--- stat assign 2
local _i, _t = 1, {1, 2, 3}
_i, _t[_i] = _i + 1, 20
print(_i, _t[1], _t[2])

--- stat assign 2
local _t = {}
_t.a, _t.b, _t.c = ANYS1
print(_t.a, _t.b, _t.c)

--- stat assign 2
local _a, _b, _c = (function(...) return ... end)(ANYS)
_a, _b, _c = _c, _a, _b
print(_a, _b, _c)

--- stat assign 1
local _t = {x = {}}
local _u = _t
_t, _t.x, _t.y = 1, 2, 3
print(_t, _u.x, _u.y)

--- stat assign 1
BOOL1, INT1 = INT1 == INT, BOOL1 and 1 or 0

--- stat bounded 2
INT1 = INT1 + 1
if INT1 > 1000 then INT1 = -7 end

--- stat env 2
local _env = setmetatable({}, {__index = _G})
local function _f() zz1 = INT return zz1 end
setfenv(_f, _env)
print(_f(), zz1, _env.zz1, getfenv(_f) == _env, getfenv(1) == _G)

--- stat env 2
local _f = setfenv(function() x = 1 y = x return x + y end, {})
print(_f(), rawget(_G, "x"), getfenv(_f).y)

--- stat env 2
local _env = {print = print}
setfenv(function() zz2 = INT zz2 = zz2 + 1 print(zz2) end, _env)()
print(zz2, _env.zz2)

--- stat env 1
do
  local _p = print
  local function _f() setfenv(1, {q = INT}) return q, w end
  _p(_f())
end

--- stat env 1
_G[STR] = INT
_G["zq" .. SMALL] = ANY
print(zq1, zq2, zq3, zq4)

--- stat env 1
setmetatable(_G, {__index = function(t, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v) end})
print(undefined1, undefined2)
defined1 = INT
print(rawget(_G, "defined1"), defined1)
setmetatable(_G, nil)

--- stat load 3
local _f = loadstring("local a, b = ... return (a or 0) + 1, b, ...")
print(_f(INTS))

--- stat load 2
print(loadstring("return " .. INT .. " + " .. INT)())

--- stat load 2
print(loadstring(STR), loadstring("x =", "=chunk"), loadstring("return 1 1"))

--- stat load 2
local _parts = {"local x = ", "1 ", "return x", nil}
local _i = 0
print(load(function() _i = _i + 1 return _parts[_i] end, "=parts")())

--- stat load 1
local _n = 0
print(pcall(load, function() _n = _n + 1 if _n < SMALL then return INT end end))
print(pcall(loadstring("local t = nil; return t.x", STR)))

--- stat load 1
local _s = "local t = {} for i = 1, 3 do t[i] = function() return i end end return t[1]() + t[3]()"
print(assert(loadstring(_s, "@f.lua"))())

--- stat load 1
assert(loadstring("G_loaded = (G_loaded or 0) + 1 return ...", "=l"))(ANYS)
print(G_loaded)

--- stat load 1
print(#string.dump(function(a, b, ...) local c = a + b return c, ... end) > 10)

--- stat gc 2
collectgarbage()

--- stat gc 1
local _w = setmetatable({}, {__mode = "v"})
_w[1] = {} _w[2] = LIST1 _w.x = {} _w.y = INT _w.s = STR
collectgarbage()
print(_w[1], _w[2] == LIST1, _w.x, _w.y, _w.s)

--- stat gc 1
local _w = setmetatable({}, {__mode = "k"})
do local _k = {} _w[_k] = 1 end
_w[LIST1] = 2
collectgarbage("collect")
local _n = 0
for k, v in pairs(_w) do _n = _n + 1 end
print(_n, _w[LIST1])

--- stat gc 2
local _l = {INT}
local function _f(_t) collectgarbage() return _t[1][1], #_l end
print(_f({{INT}, ANY}))

--- stat gc 1
local _p = newproxy(true)
getmetatable(_p).__gc = function() print("collected") end
getmetatable(_p).__index = function(_, k) return k end
getmetatable(_p).__len = function() return INT end
print(_p.abc, #_p, type(_p))
_p = nil
collectgarbage()

--- stat gc 1
for int_i = 1, 40 do
  local _t = {int_i, {int_i}, STR .. int_i, function() return int_i end}
  INT1 = (#_t + INT1) % 97
end
collectgarbage("step")

--- stat gc 1
local _held = {}
for int_i = 1, 3 do
  local _p = newproxy(true)
  getmetatable(_p).__gc = function()
    print("finalize", int_i)
    if int_i ~= 1 then collectgarbage() end
    print("done", int_i)
  end
  _held[int_i] = _p
end
_held = nil
collectgarbage()

--- stat debug 1
print(pcall(debug.traceback, VALUE, SMALL))

--- stat debug 2
print((debug.traceback("tb" .. INT, 1):gsub("0x%x+", "ADDR")))

--- stat debug 2
local _i = debug.getinfo(1, "nSlu")
print(_i.currentline, _i.short_src, _i.what, _i.namewhat, _i.name, _i.nups, _i.linedefined, _i.lastlinedefined)

--- stat debug 1
local function _f(a, b, ...) local c = INT local _i = debug.getinfo(1, "nSl") return _i.name, _i.namewhat, _i.linedefined, debug.getlocal(1, SMALL) end
print(_f(ANYS))
print((_f(INTS)))

--- stat debug 1
local _up1, _up2 = INT, STR
local function _f() _up1 = _up1 return _up2 end
print(debug.getupvalue(_f, 1), debug.getupvalue(_f, 2), debug.getupvalue(_f, 3))
print(debug.setupvalue(_f, 2, "changed"), _up1, _up2, _f())

--- stat debug 1
local _f = function() local a, b = 1, 2 return debug.getinfo(2, "l").currentline, debug.getlocal(1, 1), debug.getlocal(2, 1) end
print(pcall(_f))

--- any lib 3
_ = select(SMALL, pcall(CALLEE, ANYS))
_ = (pcall(CALLEE, VALUE, VALUE))
_ = math.huge == EDGE
_ = os.time() == os.time({year = 2001, month = 9, day = SMALL, hour = SMALL})
_ = os.date("!%Y-%m-%d %H:%M:%S", 86400 * SMALL)
_ = rawequal(ANY, ANY)

--- stat lib 18
print(pcall(CALLEE, VALUE, VALUE))

--- stat lib 8
print(pcall(CALLEE, ANYS1))

--- stat lib 2
print(pcall(CALLEE))

--- stat lib 4
print(pcall(CALLEE, STR, INT, INT))

--- stat lib 4
print(pcall(CALLEE, LIST, ANY, ANY))

--- stat lib 1
local ok, e = pcall(function() return CALLEE(ANYS) end)
print(ok, e)

--- stat lib 1
for _, _v in ipairs({VALUE, VALUE, VALUE, VALUE}) do print(type(_v), tostring(_v) == tostring(_v), tonumber(_v), pcall(next, _v)) end

--- str core 4
_ = STR .. STR
_ = STR .. INT
_ = INT .. STR
_ = tostring(NUM)
_ = tostring(BOOL)
_ = type(ANY)
_ = BOOL and STR or STR
_ = INT .. ""
_ = STR .. INT .. STR .. STR

--- list core 3
_ = {INTS}
_ = {INTS1}
_ = {INT, INT, INT}
_ = BOOL and LIST or LIST

--- map core 3
_ = {x = ANY, y = INT}
_ = {ANYS}
_ = {FIELD = ANY, FIELD = ANY, ANYS}
_ = {[KEY] = ANY, [KEY] = ANY}
_ = BOOL and MAP or MAP

--- stat load 1
print(pcall(loadstring("module('zm', package.seeall) x = 1 function f() return x, type(print) end return _M._NAME")))
print(zm and zm.f(), package.loaded.zm == zm)

--- stat load 1
package.preload.zp = function(...) print(...) return {v = INT} end
print(require("zp").v, require("zp") == package.loaded.zp, pcall(require, STR .. "zq"))

--- stat debug 1
print(type(debug.getregistry()), debug.gethook(), debug.getmetatable("").__index == string)

--- stat debug 1
local function _f(a) local int_b = INT debug.setlocal(1, 1, INT) debug.setlocal(1, 2, INT) return a, int_b end
print(_f(ANY))

--- stat math 1
print(math.sin(NUM), math.cos(NUM), math.tan(NUM), math.exp(INT % 9), math.log(SMALL), math.log10(SMALL), math.atan2(INT, SMALL), math.deg(NUM), math.rad(NUM))

--- stat math 1
math.randomseed(INT)
print(math.random(100), math.random(), pcall(math.random, INT, INT), pcall(math.random, 0))

--- stat lib 1
print(io.read(), io.read("*a"), io.read(SMALL), io.read("*n", "*l"), io.stdin and io.stdin:read(0))

--- stat assign 4
local _i, _t = PICK(1, 2), {1, 2, 3, x = {9}}
local _u = _t
if PICK then _i, _t[_i], _t[_i + 1] = PICK(_i + 1, 3), 20, _i elseif PICK then _t[_i], _i, _t = _i + 10, _t[2], PICK(_t.x, 5) elseif PICK then _t, _t.x, _t.x[1], _i = _t.x, _t, _i, _t[1] elseif PICK then _t[_i], _t[_t[_i]], _t[_i + 1] = _t[2], _t[3], _t[1] elseif PICK then _t.x, _t.x[1], _t.y = nil, _t[_i], _t.x elseif PICK then _i, _i, _i = 1, 2, 3 elseif PICK then _t[_i], _t[_i] = "first", "second" elseif PICK then _i, _t.y = (function(...) return ... end)(ANYS) end
print(_i, _t == _u, _u[1], _u[2], _u[3], type(_u.x), _u.y)

--- stat assign 3
local int_a, int_b, _t = INT, INT, {x = INT}
local function _f(p, q)
  if PICK then int_a, p, int_b, _t.x = int_b, int_a, p, q elseif PICK then int_a, _t.x, q = _t.x, int_a, int_b elseif PICK then zc1, int_a, zc1 = int_a, zc1 or 1, int_b elseif PICK then _t, int_a, _t.x = {x = p}, q, int_a elseif PICK then p, q = q, p int_a, int_b = p % 97, q % 97 elseif PICK then local int_c int_c, int_a, p = int_a, int_c or 5, int_c q = int_c end
  return p, q
end
print(_f(INT, INT))
print(_f(INT, INT), int_a, int_b, _t.x, zc1)

--- stat assign 3
local function _p(x, ...) io.write(tostring(x), " ") return x, ... end
local _o = setmetatable({}, {__newindex = function(t, k, v) io.write("[", tostring(k), "]=", tostring(v), " ") end, __index = function(t, k) io.write("?", tostring(k), " ") return k end})
if PICK then _o[_p(1)], _o[_p(2)], _o[_p(3)] = _p(4), _p(5, 6), PICK(_p(7), nil) elseif PICK then _o.a, _o.b, _o.c = _p(1, 2, 3) elseif PICK then _o[_p("k")], _o[_o.x] = _o.y, _p(1), _p(2) elseif PICK then local _a, _b, _c = _p(1, 2), _o.z, _p(3, 4, 5) print(_a, _b, _c) elseif PICK then print(({_p(1, 2), _p(3, 4), [_p(5)] = _p(6), _p(7, 8)})[4]) end
print(_p(1) + _p(2) * _p(3) ^ _p(2) .. _p("s") .. _p(4), _p(1) < _p(2), (_p(PICK(nil, 1)) and _p(2) or _p(3)))

--- stat loops 5
local _n = 0
local function _p(v, r) _n = _n + 1 io.write(v, " ") return r end
if PICK then while (_p("a", _n < 4) and _p("b", COND)) or _p("c", _n < SMALL) do BODY() if _n > 20 then break end end
elseif PICK then while _p("a", _n < SMALL) and (_p("b", COND) or not _p("c", _n > 3)) do local int_x = _n BODY() end
elseif PICK then repeat local int_x = _n local _f = function() int_x = int_x + 1 return int_x end BODY() until (_f() > 4 and _p("u", true)) or _p("v", _n > 3) and PICK(_f(), int_x, COND)
elseif PICK then if _p("a", COND) and not (_p("b", COND) or _p("c", ANY)) then BODY() elseif not _p("d", ANY) or _p("e", COND) and _p("f", ANY) then print("elseif") else print("else") end
elseif PICK then local any_x = _p("a", COND) and (_p("b", ANY) or _p("c", COND)) or (_p("d", ANY) and _p("e", nil)) or not _p("f", ANY) print(any_x)
elseif PICK then while not (_p("a", _n > 3) or not _p("b", COND)) do local _c = _n local _f = function() return _c end if PICK(_f() > 2, COND) then break end end end
print(_n)

--- stat loops 4
local _fs, _n = {}, 0
for _i = PICK(1, 3, -1, 0.5, 10, 1e15, "2"), PICK(3, 1, 4, 2.75, -3, 1e15 + 2, -math.huge, math.huge), PICK(1, -1, 2, 0.25, -0.75, 1e300, -1e10, 0.1, 2 ^ 53, "1") do
  _n = _n + 1
  local int_j = _n
  _fs[_n] = function() _i, int_j = (tonumber(_i) or 0) + 1, int_j * 2 return _i, int_j end
  if _n > 4 then break end
  if PICK then _i = PICK(_i + 5, nil, "x", 0) elseif PICK then print(_i, _fs[_n]()) elseif PICK then io.write(_i, " ") end
end
for _k = 1, _n do print(_fs[_k]()) end

--- stat core 4
local function _f(a, b) return a + b, a - b, a * b, a / b, a % b, -a, PICK(a + 1, 1 + a, a - 7, 7 - a), PICK(a * 3, 3 * a, a / 4, 4 / a), PICK(a % 3, 5 % a, a % -4, a ^ 2, 2 ^ b), a < b, a <= b, a == b, PICK(a > 1, 1 < b, a <= 2, 3 >= b), not a, PICK(a == 1, b ~= 2, a == "1") end
print(_f(NUM, PICK(NUM, EDGE)))
print(_f(PICK(INT, EDGE, -INT), PICK(INT, 3, -3, 0)))
print(pcall(_f, PICK(STR, "10", "0x1p"), PICK(INT, "7", nil)))

--- stat env 3
local _e1, _e2 = setmetatable({n = "e1"}, {__index = _G}), setmetatable({n = "e2"}, {__index = PICK(_G, function(_, k) return _G[k] end)})
local function _f(l, e) setfenv(l, e) return n end
local _g = setfenv(function(...) local _r = _f(...) n2 = n local function h() return n end return _r, n, n2, getfenv(h) == getfenv(1), h() end, PICK(_e1, _e2))
print(pcall(_g, PICK(1, 2, 2, 3), _e2))
print(getfenv(_g) == _e1, getfenv(_g).n, rawget(_e1, "n2"), rawget(_e2, "n2"), n2, getfenv(PICK(0, 1, print)) == _G)
print(pcall(setfenv, PICK(print, 50, -1, _f), {}), pcall(getfenv, PICK(50, -1, 3, STR)))
n2 = nil

--- stat core 2
local _s, _o = STR, setmetatable({}, {__concat = function(a, b) io.write(type(a), type(b), " ") return PICK(a, b, "c", 5) end})
print(pcall(function() return PICK(_s .. 1 .. _o .. 2 .. "x", _o .. _o .. 1, 1 .. 2 .. _o, _s .. _o .. (1 .. "y"), "a" .. (_o .. "b") .. _s, _s .. 1 .. 2 .. 3 .. 4 .. "z" .. 5, _s .. nil .. _o, {} .. _s .. _o) end))
