-- seed: a string builder with indentation, rope joining by the tower method, and templates
local Builder = {}
Builder.__index = Builder
setmetatable(Builder, { __call = function(cls) return setmetatable({ parts = {}, level = 0, fresh = true }, cls) end })
function Builder:add(fmt, ...)
  local text = select("#", ...) > 0 and fmt:format(...) or fmt
  self.parts[#self.parts + 1] = self.fresh and ("  "):rep(self.level) .. text or text
  self.fresh = false
  return self
end
function Builder:nl() self.parts[#self.parts + 1] = "\n" self.fresh = true return self end
function Builder:indent(f) self.level = self.level + 1 f(self) self.level = self.level - 1 return self end
Builder.__tostring = function(b) return table.concat(b.parts) end
Builder.__concat = function(a, b) return tostring(a) .. tostring(b) end
Builder.__len = function(b) return #tostring(b) end
local b = Builder()
b:add("class %s {", "Point"):nl():indent(function(s)
  for _, f in ipairs { "x", "y" } do s:add("%s: %s;", f, "number"):nl() end
  s:add("norm() {"):nl():indent(function(t) t:add("return "):add("x * x"):add(" + y * y;"):nl() end):add("}"):nl()
end):add("}"):nl()
io.write(tostring(b))
print(b .. "end" == tostring(b) .. "end", #tostring(b))
local function tower()
  local stack = { "" }
  return function(s)
    stack[#stack + 1] = s
    for i = #stack - 1, 1, -1 do
      if #stack[i] > #stack[i + 1] then break end
      stack[i] = stack[i] .. table.remove(stack)
    end
  end, function() return table.concat(stack), #stack end
end
local add, get = tower()
for i = 1, 100 do add(tostring(i)) end
local text, depth = get()
print(#text, depth, text:sub(1, 20), text:sub(-9))
local function template(t, env) return (t:gsub("{{(.-)}}", function(code) local f = assert(loadstring("return " .. code)) setfenv(f, env) return tostring(f()) end)) end
print(template("Hello {{name}}, {{1 + 2}} {{name:upper()}} {{list[2]}} {{missing}}", { name = "Ann", list = { "a", "b" } }))
built = { text = tostring(b), tower = text:sub(1, 30) }
