-- seed: OOP with inheritance, super calls, class methods, operator inheritance and instanceof
local Object = {}
Object.__index = Object
Object.__name = "Object"
function Object:extend(name)
  local cls = {}
  for k, v in pairs(self) do if type(k) == "string" and k:find("^__") then cls[k] = v end end
  cls.__index = cls
  cls.__name = name
  cls.super = self
  return setmetatable(cls, { __index = self, __call = function(c, ...) local o = setmetatable({}, c) o:init(...) return o end })
end
function Object:init() end
function Object:is(cls) local m = getmetatable(self) while m do if m == cls then return true end m = m.super end return false end
Object.__tostring = function(o) return getmetatable(o).__name .. "(" .. o:describe() .. ")" end
Object.__eq = function(a, b) return a:area() == b:area() end
Object.__lt = function(a, b) return a:area() < b:area() end
local Shape = Object:extend("Shape")
Shape.count = 0
function Shape:init(name) self.name = name Shape.count = Shape.count + 1 self.id = Shape.count end
function Shape:describe() return self.name .. "#" .. self.id end
function Shape:area() return 0 end
local Rect = Shape:extend("Rect")
function Rect:init(w, h, name) Rect.super.init(self, name or "rect") self.w, self.h = w, h end
function Rect:area() return self.w * self.h end
function Rect:describe() return Rect.super.describe(self) .. " " .. self.w .. "x" .. self.h end
local Square = Rect:extend("Square")
function Square:init(s) Square.super.init(self, s, s, "square") end
local Circle = Shape:extend("Circle")
function Circle:init(r) self.super.init(self, "circle") self.r = r end
function Circle:area() return math.floor(math.pi * self.r ^ 2 * 100) / 100 end
shapes = { Rect(2, 3), Square(4), Circle(1), Shape("blob"), Square(2), Rect(1, 4) }
for _, s in ipairs(shapes) do print(s, s:area(), s:is(Rect), s:is(Square), s:is(Shape), s:is(Object)) end
table.sort(shapes, function(a, b) return a < b or (not (b < a) and a.id < b.id) end)
for i, s in ipairs(shapes) do io.write(i, ":", s.id, " ") end
print(Shape.count)
print(shapes[1] == shapes[2], Square(2) == Rect(4, 1), Square(3) ~= Square(3), rawequal(shapes[1], shapes[1]))
print(Square.super == Rect, Rect.super == Shape, rawget(Square, "area"), rawget(Square, "__lt") == Object.__lt)
function Shape:scale(k) error("cannot scale " .. self.__name, 2) end
function Rect:scale(k) self.w, self.h = self.w * k, self.h * k return self end
print(tostring(Square(5):scale(2)), pcall(function() Circle(2):scale(2) end))
