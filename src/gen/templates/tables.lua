Tables: constructors, borders, iteration, the table library.

--- list lists 3
_ = (function(...) return {...} end)(INTS)
_ = {INT, unpack(LIST)}
_ = {unpack(LIST, 1, SMALL % 3)}
_ = (function(a) local _t = {} for _i = 1, a do _t[_i] = _i * INT end return _t end)(SMALL)
_ = {[1] = INT, [2] = INT}

--- map constructors 3
_ = {ANY, x = ANY, ANY; y = ANY, [KEY] = ANY, ANYS}
_ = {{ANY}, {FIELD = {ANY}}}
_ = {f = function() return INT end, FIELD = ANY}
_ = {[1] = ANY, ANY, [2] = ANY, ANY}
_ = {nil, nil, INT}
_ = {n = 0, nil}
_ = {STR, STR, [STR] = INT}
_ = {(unpack(LIST))}
_ = {unpack(LIST), FIELD = INT}
_ = {[INT] = ANY, [STR] = ANY, [BOOL] = ANY}

--- any tables 4
_ = MAP[KEY]
_ = MAP.FIELD
_ = (MAP1[KEY])
_ = MAP1.FIELD or ANY
_ = LIST[INT]
_ = rawget(MAP, KEY)
_ = next({ANYS})
_ = #{ANYS}
_ = (MAP1.FIELD or MAP2).FIELD == nil and ANY

--- int lists 2
_ = table.getn(LIST)
_ = table.maxn(LIST)
_ = #LIST1 + (LIST1[1] or 0)
_ = table.remove({INT, INT, INT}, 1 + INT % 3)
_ = (unpack({INT, INT}))

--- str lists 3
_ = table.concat(LIST)
_ = table.concat(LIST, STR)
_ = table.concat({STR, INT, STR}, ",", 1, 1 + INT % 3)
_ = table.concat({STRS1}, "-")

--- bool tables 2
_ = MAP[KEY] == nil
_ = next({}) == nil
_ = MAP == MAP
_ = LIST1 == LIST1
_ = rawequal(MAP1, MAP1)

--- stat tables 4
MAP1[KEY] = INT

--- stat tables 3
MAP1.FIELD = ANY1

--- stat tables 2
MAP1[STR:sub(1, 3)] = NUM

--- stat tables 3
local _t = {[-1] = ANY, [0] = INT, [0.5] = STR, ANY}
print(_t[-1], _t[0], _t[0.5], _t[1], _t[-SMALL])

--- stat tables 2
MAP1[KEY] = nil

--- stat tables 3
for _k, any_v in pairs(MAP1) do print(_k, type(any_v)) BODY() end

--- stat tables 3
for _i, any_v in ipairs(MAP1) do print(_i, any_v) BODY() end

--- stat tables 2
for _k, any_v in next, {ANYS1}, nil do print(_k, any_v) end

--- stat tables 2
for _k in pairs({x = 1, y = 2, ANYS}) do print(_k) if BOOL then break end end

--- stat tables 2
for _k, _v in pairs(MAP1) do MAP1[_k] = nil end
print(next(MAP1), #MAP1)

--- stat tables 2
for _k, _v in pairs(MAP1) do MAP1[_k] = BOOL end

--- stat tables 1
local _k, _n = nil, 0
repeat _k = next(MAP1, _k) _n = _n + 1 until _k == nil or _n > 40
print(_n)

--- stat tables 1
local _t = {}
for _i = 1, SMALL * 4 do _t[_i] = _i end
for _i = 1, SMALL do _t[#_t] = nil end
print(#_t, _t[#_t], _t[#_t + 1])
for _i = SMALL, 1, -1 do _t[_i] = nil end
print(#_t, next(_t) ~= nil)

--- stat tables 1
local _t = {}
for _i = SMALL, 20, SMALL do _t[_i] = _i _t[-_i] = -_i _t["k" .. _i] = _i end
local _n = 0
for _k, _v in pairs(_t) do _n = _n + 1 io.write(tostring(_k), " ") end
print(_n, #_t, table.maxn(_t))

--- stat tables 1
local _t = {ANYS, nil, INT, nil}
print(#_t, table.maxn(_t))
_t[#_t + 1] = 1
print(#_t, #_t, select('#', unpack(_t)))

--- stat tables 2
local _t = {INT, ["1"] = STR, [false] = INT, [true] = ANY}
_t["2"] = _t["1"]
print(_t[1], _t["1"], _t[false], _t[true], _t[SMALL .. ""], _t[1.5])

--- stat tables 1
local _t = {}
_t[1.0], _t["1"], _t[1.5], _t[-0], _t[2 ^ 53] = 1, 2, 3, 4, 5
print(_t[1], _t["1"], _t[1.5], _t[0], _t[2 ^ 53], #_t)

--- stat tables 1
print(pcall(next, MAP1, "nokey"), pcall(next, LIST1, #LIST1 + 1), next(LIST1, #LIST1 > 0 and 1 or nil))

--- stat tables 1
local _t = {}
_t.t = _t
_t.x = {_t, y = {_t}}
print(_t.t.t.x[1].x.y[1] == _t)

--- stat lists 4
table.insert(LIST1, INT)

--- stat lists 2
if #LIST1 < 40 then table.insert(LIST1, 1 + INT % (#LIST1 + 1), INT) end

--- stat lists 3
LIST1[#LIST1 + 1] = INT

--- stat lists 2
print(table.remove(LIST1))

--- stat lists 2
print(#LIST1 > 0 and table.remove(LIST1, 1 + INT % #LIST1))

--- stat lists 3
table.sort(LIST1)
print(unpack(LIST1))

--- stat lists 2
table.sort(LIST1, function(int_a, int_b) return int_a > int_b end)
print(table.concat(LIST1, " "))

--- stat lists 1
table.sort(LIST1, function(a, b) BODY() return a % 5 < b % 5 end)
print(table.concat(LIST1, ","))

--- stat lists 1
local _t = {STRS1}
table.sort(_t)
print(table.concat(_t, ";"))

--- stat lists 1
local _t = {}
for _i = 1, SMALL * 6 do _t[_i] = math.random(100) end
table.sort(_t)
print(table.concat(_t, " "))
table.sort(_t, function(a, b) return a % 10 > b % 10 end)
print(table.concat(_t, " "))

--- stat lists 1
print(pcall(table.sort, {ANYS}))
print(pcall(table.sort, {INT, INT, INT, INT}, function() return true end))

--- stat lists 1
print(pcall(table.sort, {3, 1, 2, 5, 4}, function(a, b) ERROR() return a < b end))

--- stat lists 1
print(pcall(table.concat, {INT, {}, INT}), pcall(table.concat, LIST1, ",", INT, INT))

--- stat lists 1
table.foreach(LIST1, function(k, v) print(k, v) if v == INT then return v end end)
table.foreachi(LIST1, print)

--- stat lists 1
for int_i, int_v in ipairs(LIST1) do BODY() if int_i > 5 then break end end

--- stat lists 1
print(unpack(LIST1, 2), unpack(LIST1, -1, 2), unpack({1, nil, 3}, 1, 3))

--- stat lists 1
for _i = #LIST1, 1, -1 do if BOOL then table.remove(LIST1, _i) end end

--- stat lists 1
local _q = {}
for _i = 1, SMALL do _q[#_q + 1] = {_i, INT} end
while #_q > 0 do
  local _e = table.remove(_q, 1)
  print(_e[1], _e[2])
  if _e[1] % 3 == 0 and #_q < 5 then table.insert(_q, {_e[1] + 1, 0}) end
end

--- stat constructors 2
local map_t = {ANY, ANY, x = ANY, y = {ANY, z = ANY}, [KEY] = ANY, ANYS}
print(#map_t >= 0, map_t[1], map_t.x, map_t.y.z)

--- stat constructors 1
local _t = {f = function(self, a) return a end, g = {h = function() return INT end}}
print(_t:f(ANY), _t.g.h(), _t.g["h"](), _t["f"](_t, ANY))

--- stat constructors 1
print(#{n = 1, 1, 2, nil, 4}, #{1, 2, nil}, #{nil}, #{nil, nil, 3}, #{ANYS, INT})
