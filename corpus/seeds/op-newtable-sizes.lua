-- seed: NEWTABLE with array and hash size hints from zero to large constructors
local empty = {}
local one = { 1 }
local hash = { a = 1 }
local mixed = { 1, 2, x = 3, 4, y = 5 }
local nested = { {}, { {} }, { a = {} } }
print(#empty, next(empty))
print(#one, one[1])
print(#hash, hash.a)
print(#mixed, mixed[3], mixed.x, mixed.y)
print(#nested, #nested[2], (next(nested[3])), type(nested[3].a))
local nine = { a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9 }
local total = 0
for _, v in pairs(nine) do total = total + v end
print(total)
local sixteen = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 }
print(#sixteen, sixteen[17])
local explicit = { [1] = "a", [2] = "b", [3] = "c" }
print(#explicit, explicit[3])
local override = { "first", [1] = "second" }
print(override[1])
local later = { [1] = "hash", "array" }
print(later[1])
local semis = { 1; 2; 3, x = 1; }
print(#semis, semis.x)
local computed = { ["a" .. "b"] = 1, [1 + 1] = 2, [not nil] = 3 }
print(computed.ab, computed[2], computed[true])
local fns = { function() return "anon" end, named = function() return "named" end }
print(fns[1](), fns.named())
tables = { empty = empty, mixed = mixed, nine = nine, alias = mixed, nested = nested }
