-- seed: function statements of every form: global, local, dotted, method, nested fields, anonymous calls
function top(x) return "top" .. x end
local function loc(x) return "loc" .. x end
ns = { sub = { deep = {} } }
function ns.f(x) return "ns.f" .. x end
function ns.sub.g(x) return "ns.sub.g" .. x end
function ns.sub.deep:m(x) return (self == ns.sub.deep and "self" or "other") .. x end
ns.sub.h = function(x) return "h" .. x end
print(top(1), loc(2), ns.f(3), ns.sub.g(4), ns.sub.deep:m(5), ns.sub.h(6))
print(ns.sub.deep.m(ns, 7))
print((function(a, b) return b, a end)(1, 2))
print((function(...) return select("#", ...) end)(nil, nil))
local function recursive(n) if n > 0 then return n, recursive(n - 1) end end
print(recursive(5))
local nonrec = function(n) return nonrec == nil and "no self reference" or "bad" end
print(nonrec(1))
local mutual
local function ping(n) if n == 0 then return "ping" end return mutual(n - 1) end
function mutual(n) if n == 0 then return "pong" end return ping(n - 1) end
print(ping(3), ping(4))
function redefine() return 1 end
local first = redefine
function redefine() return first() + 1 end
print(redefine())
local compose = function(f, g) return function(...) return f(g(...)) end end
print(compose(string.upper, compose(top, tostring))(true))
local curry = function(a) return function(b) return function(c) return a .. b .. c end end end
print(curry "x" "y" "z")
defs = { result = redefine(), label = top("!") }
