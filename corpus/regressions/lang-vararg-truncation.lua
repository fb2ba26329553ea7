-- story: dots are truncated to one value in the middle, in parentheses, in operators and in conditions
local function f(...) return ..., "end" end
local function g(...) return (...) end
local function h(...) return ... + 1, -..., not ..., #{ ... }, ... and 1 end
local function k(...) if ... then return "yes" end return "no" end
local function t(...) return { ..., ... }, { (...), ... }, { ..., x = ... } end
print(f(1, 2, 3)) print(f()) print(g(1, 2)) print(g()) print(h(5, 6)) print(k(), k(nil, 1), k(false), k(0))
local a, b, c = t(1, 2)
print(#a, #b, #c, c.x)
print((function(...) return select("#", ...), select("#", (...)) end)(nil, nil))
