-- story: function a.b.c:d defines a field with an implicit self
local a = { b = { c = {} } }
function a.b.c:d(x) return self == a.b.c, x end
function a.b.f(...) return select("#", ...) end
function a.g() return "g" end
print(a.b.c:d(1)) print(a.b.c.d(a, 2)) print(a.b.f(1, nil), a.g())
function a:m(...) return self == a, ... end
print(a:m(1, 2)) print(a.m(5, 6))
print(loadstring("function a:b.c() end", "=m")) print(loadstring("function a:b:c() end", "=m")) print(loadstring("local function a.b() end", "=m")) print(loadstring("function a[1]() end", "=m"))
function a.b.c.self() return self end
print(a.b.c.self())
