-- seed: SELF on locals, upvalues, globals, call results, strings and chained method calls
local obj = { n = 0 }
function obj:add(v) self.n = self.n + v return self end
function obj.get(self) return self.n end
obj:add(1):add(2):add(3)
print(obj:get(), obj.get(obj))
shared = obj
shared:add(10)
print(shared:get())
local function viaup() return obj:add(100):get() end
print(viaup())
local box = { inner = { deep = obj } }
print(box.inner.deep:get(), box["inner"]["deep"]:add(1):get())
local function make() return { name = "made", hi = function(self, g, ...) return g .. self.name, ... end } end
print(make():hi("hello "))
print(make():hi("hey ", 1, 2, nil))
print((make():hi("one ", 2)))
local s = "text"
print(s:upper(), ("lit"):rep(2), s:sub(2, 3):upper():lower())
print(#s:rep(3), -s:len(), s:len() ^ 2)
local args = { 1, 2, 3 }
local acc = { total = 0 }
function acc:sum(...) for i = 1, select("#", ...) do self.total = self.total + (select(i, ...)) end return self.total end
print(acc:sum(unpack(args)), acc:sum(), acc:sum(unpack(args)))
function obj.inner_fn() return "no self" end
print(obj:inner_fn())
local proxy = setmetatable({}, { __index = function(_, k) return function(self, x) return k .. ":" .. tostring(x) end end })
print(proxy:anything("a"), proxy:other())
final = { n = obj.n, total = acc.total, obj = obj }
