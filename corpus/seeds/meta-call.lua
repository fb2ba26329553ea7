-- seed: __call on tables and userdata with arguments, results, tail calls, methods, iterators and pcall
local log = {}
local obj = setmetatable({ name = "obj" }, { __call = function(self, ...) log[#log + 1] = select("#", ...) return self.name, ... end })
print(obj()) print(obj(1, 2)) print((obj(nil, nil)))
print(pcall(obj, "p")) print(select("#", obj(nil, nil, nil)))
local function tail(...) return obj(...) end
print(tail("t"))
local holder = { m = obj, sub = { m = obj } }
print(holder.m("f"), holder:m("self") == "obj", holder.sub.m())
print(obj "str") print(select("#", obj {}))
local t = { obj("in constructor") }
print(#t, t[2])
local u = newproxy(true)
getmetatable(u).__call = function(self, a, b) return type(self), b, a end
print(u(1, 2))
local function class(def)
  local c = def or {}
  c.__index = c
  return setmetatable(c, { __call = function(cls, ...) local o = setmetatable({}, cls) if cls.init then cls.init(o, ...) end return o end })
end
local Point = class { init = function(self, x, y) self.x, self.y = x or 0, y or 0 end }
function Point:len2() return self.x ^ 2 + self.y ^ 2 end
print(Point(3, 4):len2(), Point().x, getmetatable(Point(1)) == Point)
local counter = setmetatable({ n = 3 }, { __call = function(self) if self.n > 0 then self.n = self.n - 1 return self.n end end })
for v in counter do io.write(v, " ") end
print(counter())
print(table.concat(log, ","), pcall(function() return ({})() end))
print(pcall(setmetatable({}, { __call = 5 })))
print(string.gsub("abc", "%w", setmetatable({}, { __index = function(_, k) return k:upper() .. "." end })))
print(coroutine.wrap(function(...) return obj(...) end)("co"))
called = { point = Point(1, 2), log = log }
