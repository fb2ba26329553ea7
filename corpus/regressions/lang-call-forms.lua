-- story: calls with a string, a long string or a table instead of parentheses, chained
local function f(x) return type(x) == "table" and #x or x end
local t = { m = function(self, x) return type(x) end, f = f }
print(f "s", f 's', f [[l]], f { 1, 2 }, t.f "x", t:m "x", t:m {}, t:m [[y]])
local function curry(a) return function(b) return function(c) return a .. b .. c end end end
print(curry "a" "b" "c", curry [[x]] 'y' "z", f { f { 1 }, f "2" })
print(("x"):rep(2):upper():len(), (f)("paren"), (function(...) return select("#", ...) end) { } )
