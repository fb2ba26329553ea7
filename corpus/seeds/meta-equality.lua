-- seed: __eq only for same type and same handler, rawequal, never for mixed or identical operands
local calls = 0
local eq = function(a, b) calls = calls + 1 return a.id == b.id end
local mt = { __eq = eq }
local function mk(id, m) return setmetatable({ id = id }, m or mt) end
local a, b, c = mk(1), mk(1), mk(2)
print(a == b, a == c, a ~= b, a ~= c, a == a, calls)
print(rawequal(a, b), rawequal(a, a))
local mt2 = { __eq = eq }
local d = mk(1, mt2)
print(a == d, calls)
local mt3 = { __eq = function(x, y) calls = calls + 1 return true end }
local e = mk(1, mt3)
print(a == e, e == a, calls)
print(a == 1, a == "x", a == nil, a == {}, calls)
local truthy = { __eq = function() return "truthy" end }
local nilly = { __eq = function() return nil end }
print(mk(1, truthy) == mk(2, truthy), mk(1, nilly) == mk(1, nilly), mk(1, nilly) ~= mk(1, nilly))
local u1, u2 = newproxy(true), nil
u2 = newproxy(u1)
getmetatable(u1).__eq = function() calls = calls + 1 return true end
print(u1 == u2, u1 ~= u2, u1 == a, calls)
local t = { [a] = "keyed" }
print(t[a], t[b])
if a == b then print("if uses it") end
if not (a ~= c) then print("wrong") else print("differs") end
local list = { mk(3), mk(5), mk(7) }
local function index_of(l, v) for i, x in ipairs(l) do if x == v then return i end end end
print(index_of(list, mk(5)), index_of(list, mk(8)), calls)
print((a == b) == true, 1 == 1.0, "a" == "a", print == print)
equal = { calls = calls, a, b, same = a }
