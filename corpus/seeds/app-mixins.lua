-- seed: mixins composed at run time: observable properties, undo history, comparable, serializable
local Observable = { watch = function(self, k, f) self._watch = self._watch or {} self._watch[k] = f end,
  set = function(self, k, v) local old = self[k] self[k] = v local w = self._watch and self._watch[k] if w then w(self, k, old, v) end return self end }
local Undo = { set = function(super) return function(self, k, v) self._undo = self._undo or {} table.insert(self._undo, { k, self[k] }) return super(self, k, v) end end,
  undo = function() return function(self) local u = table.remove(self._undo or {}) if not u then return false end self[u[1]] = u[2] return true end end }
local Serial = { dump = function(self) local ks = {} for k, v in pairs(self) do if not k:find("^_") then ks[#ks + 1] = k .. "=" .. tostring(v) end end table.sort(ks) return "{" .. table.concat(ks, ",") .. "}" end }
local function compose(spec)
  local cls = {}
  cls.__index = cls
  for _, m in ipairs(spec) do
    for k, v in pairs(m.methods) do
      if m.decorate then cls[k] = v(cls[k]) else cls[k] = v end
    end
  end
  return function(init) return setmetatable(init or {}, cls) end, cls
end
local Model, cls = compose { { methods = Observable }, { methods = Serial }, { methods = Undo, decorate = true } }
local m = Model { x = 1, y = "a" }
local log = {}
m:watch("x", function(self, k, old, new) log[#log + 1] = ("%s:%s->%s"):format(k, tostring(old), tostring(new)) end)
m:set("x", 2):set("y", "b"):set("x", 3):set("z", true)
print(m:dump(), table.concat(log, " "))
while m:undo() do io.write(m:dump(), " ") end
print()
print(m:undo(), #m._undo, m:dump())
local plain = compose { { methods = Serial } } { b = 2, a = 1 }
print(plain:dump(), plain.set, plain.undo)
local Stack = { push = function(self, v) self[#self + 1] = v return self end, pop = function(self) return table.remove(self) end }
local Limited = { push = function(super) return function(self, v) if #self >= (self.max or 3) then error("full", 2) end return super(self, v) end end }
local Loud = { push = function(super) return function(self, v) log[#log + 1] = "push " .. v return super(self, v) end end }
local S = compose { { methods = Stack }, { methods = Limited, decorate = true }, { methods = Loud, decorate = true } }
local s = S { max = 2 }
s:push(1):push(2)
print(#s, pcall(s.push, s, 3)) print(s:pop(), s:pop(), s:pop(), table.concat(log, ";"))
mixed = { model = m, stack = s, log = log }
