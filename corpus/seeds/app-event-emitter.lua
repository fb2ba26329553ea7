-- seed: an event emitter with once, priorities, wildcard listeners, removal during emit and error isolation
local Emitter = {}
Emitter.__index = Emitter
function Emitter.new() return setmetatable({ listeners = {}, errors = {} }, Emitter) end
function Emitter:on(event, f, prio)
  local l = self.listeners[event]
  if not l then l = {} self.listeners[event] = l end
  local entry = { f = f, prio = prio or 0, seq = #l }
  table.insert(l, entry)
  table.sort(l, function(a, b) if a.prio ~= b.prio then return a.prio > b.prio end return a.seq < b.seq end)
  return function() for i, e in ipairs(l) do if e == entry then table.remove(l, i) return true end end return false end
end
function Emitter:once(event, f, prio)
  local off
  off = self:on(event, function(...) off() return f(...) end, prio)
  return off
end
function Emitter:emit(event, ...)
  local n = 0
  for _, name in ipairs { event, "*" } do
    local copy = { unpack(self.listeners[name] or {}) }
    for _, e in ipairs(copy) do
      local ok, err = pcall(e.f, ...)
      if ok then n = n + 1 else self.errors[#self.errors + 1] = event .. ": " .. tostring(err) end
    end
  end
  return n
end
local log = {}
local function rec(tag) return function(...) log[#log + 1] = tag .. "(" .. table.concat({ ... }, ",") .. ")" end end
local e = Emitter.new()
e:on("data", rec "low", -1)
e:on("data", rec "normal")
local off = e:on("data", rec "high", 10)
e:once("data", rec "once", 5)
e:on("*", rec "any")
print(e:emit("data", 1, 2), e:emit("data", 3), e:emit("other", "x"))
print(off(), off(), e:emit("data"))
e:on("bad", function() error("listener failed", 0) end)
e:on("bad", rec "after bad")
e:on("bad", function(x) return x.field.y end)
print(e:emit("bad", {}) or 0)
e:on("self", function() e:on("self", rec "added later") end)
print(e:emit("self"), e:emit("self"))
print(table.concat(log, " "))
print(#e.errors, e.errors[1], (e.errors[2] or ""):gsub(":%d+:", ":N:"))
emitter = { log = log, errors = #e.errors, events = { data = #e.listeners.data } }
