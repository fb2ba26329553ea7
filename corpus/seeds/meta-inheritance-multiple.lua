-- seed: multiple inheritance, mixins and super calls built from __index functions
local function search(k, bases)
  for i = 1, #bases do
    local v = bases[i][k]
    if v ~= nil then return v end
  end
end
local function class(...)
  local bases = { ... }
  local c = {}
  setmetatable(c, { __index = function(t, k) local v = search(k, bases) t[k] = v return v end })
  c.__index = c
  c.new = function(_, o) return setmetatable(o or {}, c) end
  c.bases = bases
  return c
end
local Named = class()
function Named:setname(n) self.name = n return self end
function Named:getname() return self.name end
local Counter = class()
Counter.count = 0
function Counter:inc() self.count = self.count + 1 return self.count end
function Counter:getname() return "counter" end
local Both = class(Named, Counter)
local o = Both:new():setname("both")
print(o:getname(), o:inc(), o:inc(), rawget(o, "count"), Counter.count)
print(rawget(Both, "inc") == Counter.inc, rawget(Both, "getname") == Named.getname)
local Swapped = class(Counter, Named)
print(Swapped:new({ name = "x" }):getname())
local Shape = { kind = "shape" }
Shape.__index = Shape
function Shape.new(cls, t) return setmetatable(t or {}, cls) end
function Shape:describe() return self.kind .. " area " .. self:area() end
local Square = setmetatable({ kind = "square" }, { __index = Shape })
Square.__index = Square
function Square:area() return self.side ^ 2 end
function Square:describe() return "[" .. Shape.describe(self) .. "]" end
local Cube = setmetatable({ kind = "cube" }, { __index = Square })
Cube.__index = Cube
function Cube:area() return 6 * Square.area(self) end
print(Shape.new(Square, { side = 3 }):describe(), Shape.new(Cube, { side = 2 }):describe())
local comparable = { lt = function(a, b) return a:key() < b:key() end, max = function(a, b) return a:lt(b) and b or a end }
local function mixin(c, m) for k, v in pairs(m) do c[k] = v end return c end
mixin(Square, comparable)
function Square:key() return self:area() end
print(Shape.new(Square, { side = 3 }):max(Shape.new(Square, { side = 5 })).side)
objects = { o, Shape.new(Cube, { side = 1 }), classes = { Both, Swapped } }
