Sizes: tables that grow, shrink and are emptied while they are iterated, more than 256 string keys, long strings that
differ in few bytes, constructors around the blocks of SETLIST.

--- stat growth 4 500
local _t, _n = {}, SIZE
for _i = 1, _n do _t[PICK("k" .. _i, _i, -_i, _i * 2, _i / 2, _i % 3 == 0 and _i or "k" .. _i, 2 ^ (_i % 40))] = _i end
local _seen, _sum = 0, 0
for _k, _v in PICK(pairs, pairs, ipairs)(_t) do
  if PICK(_k == nil, _v == nil, false) then break end
  _seen, _sum = _seen + 1, _sum + _v
  if PICK(_v % 2 == 0, _v % 3 > 0, true, false, _v < 9) then _t[_k] = nil elseif PICK(_v % 5 == 0, false) then _t[_k] = -_v end
end
print(_seen, _sum, #_t, next(_t) == nil)
for _i = 1, SMALL do _t["n" .. _i] = _i _t[_n + _i] = _i end
local _order = {}
for _k, _v in pairs(_t) do _order[#_order + 1] = tostring(_k) end
print(#_t, #_order, table.concat(_order, " ", 1, math.min(#_order, 24)))

--- stat growth 3 200
local _t = {}
for _i = 1, PICK(3, 8, 17, 33) do _t[_i] = _i end
for _i = #_t, PICK(1, 2, 5), -1 do _t[_i] = nil end
print(#_t, next(_t))
for _i = 1, PICK(1, 4, 9) do _t["x" .. _i] = _i end
print(#_t, next(_t))
_t[PICK(1, 2, 9, 40)] = INT
_t[PICK(3, 8, 16, 17)] = STR
print(#_t, table.maxn(_t), _t[1], _t[2], _t.x1)
for _k, _v in pairs(_t) do io.write(tostring(_k), " ") end

--- stat growth 3 800
local _t = {}
for _i = 1, PICK(60, 120, 128, 129, 250, 256, 257, 300) do _t["k" .. _i] = _i end
print(_t.k1, _t.k7, _t.k99, _t.k128, _t.k200, _t.k256, _t.k257, _t.k300, _t.x, _t["k" .. SMALL])
_t.k7, _t.k8, _t.x, _t.k5 = INT, nil, ANY, _t.k6
function _t.k9(...) return ... end
function _t:m(...) return self == _t, ... end
print(_t.k7, _t.k8, _t.x, _t.k5, _t.k9(ANYS), _t:m(ANY))
local _f = setfenv(function() k10, new = k11, k12 return k10, new, k13, absent end, PICK(_t, setmetatable({k11 = 1}, {__index = _t, __newindex = _t})))
print(_f(), _t.k10, _t.new)
local _o = setmetatable({}, {__index = _t})
print(_o.k1, _o.k250, _o:m(), _o.absent)

--- stat growth 2 150
local _s, _n = ("ab"):rep(PICK(14, 15, 16, 17, 20, 40)), SMALL
local _t = {[_s .. "x"] = 1, [_s .. "y"] = 2, ["x" .. _s] = 3, [_s:sub(1, _n) .. "-" .. _s:sub(_n + 2)] = 4, [_s] = 5}
print(_t[_s .. "x"], _t[_s .. "y"], _t["x" .. _s], _t[_s:sub(1, _n) .. "-" .. _s:sub(_n + 2)], _t[_s .. ""], _t[_s .. "z"])
print(_s .. "x" == _s .. "y", _s .. "x" < _s .. "y", _s == _s:sub(1, -2) .. "b", #_s)

--- stat growth 3 100
local _t, _u = {LOTS, PICK(unpack(LIST), (unpack(LIST)), nil, INT)}, {PICK(nil, INT), LOTS, x = INT, unpack(LIST)}
print(#_t, _t[1], _t[47], _t[50], _t[51], _t[#_t], #_u, _u[2], _u[49], _u[#_u], _u.x)
_t[#_t + 1], _u[#_u] = INT, nil
print(#_t, #_u, _t[#_t])

--- stat growth 2 60
local _t = {}
_t[PICK(1, 2, 4)], _t[PICK(2, 3, 8)], _t.a, _t[PICK(1, 5, -1)], _t.b = 1, 2, 3, 4, 5
_t.a, _t.c = nil, 6
print(#_t, _t[1], _t[2], _t.a, _t.b, _t.c)
for _k, _v in pairs(_t) do io.write(tostring(_k), ":", _v, " ") end
local _k = next(_t)
while _k ~= nil do local _d = _k _k = next(_t, _k) _t[_d] = nil end
print(next(_t), pcall(next, _t, PICK("a", 1, "zz")))

--- stat growth 1 100
local _t = {}
for _i = 1, PICK(5, 9, 17) do table.insert(_t, PICK(1, _i, #_t + 1), _i) end
for _i = 1, PICK(3, 5, 6) do io.write(tostring(table.remove(_t, PICK(1, #_t, 2))), " ") end
print(#_t, table.concat(_t, " "), table.remove({}), table.remove(_t, 40))

--- stat growth 1 300
local _t = {}
for _k in ("the quick brown fox jumps over the lazy dog and runs away"):gmatch(PICK("%a+", "%a", "%a%a")) do _t[_k] = (_t[_k] or 0) + 1 _t[#_t + 1] = _k end
local _n = 0
for _k, _v in pairs(_t) do _n = _n + 1 if _n < 12 then io.write(tostring(_k), "=", tostring(_v), " ") end end
print(_n, #_t)
