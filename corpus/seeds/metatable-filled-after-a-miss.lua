-- seed: each event is looked for in vain, then added to the metatable (also through its own metatable, and by rawset), then taken away
local events = {
  { "__index", function(o) return tostring(o.field) end, function() return "found" end },
  { "__newindex", function(o) o.new = 1 local v = rawget(o, "new") rawset(o, "new", nil) return tostring(v) end, function() end },
  { "__call", function(o) return tostring(o(1, 2)) end, function(self, a, b) return a + b end },
  { "__add", function(o) return tostring(o + 1) end, function() return "add" end },
  { "__concat", function(o) return o .. "x" end, function() return "concat" end },
  { "__unm", function(o) return tostring(-o) end, function() return "unm" end },
  { "__lt", function(o, p) return tostring(o < p) end, function() return true end },
  { "__le", function(o, p) return tostring(o <= p) end, function() return false end },
  { "__eq", function(o, p) return tostring(o == p) end, function() return true end },
  { "__tostring", function(o) return (tostring(o):gsub("table: .*", "table")) end, function() return "object" end },
  { "__metatable", function(o) return type(getmetatable(o)) end, "locked" },
}
for _, way in ipairs { "plain", "rawset", "many" } do
  for _, event in ipairs(events) do
    local key, use, handler = event[1], event[2], event[3]
    local mt = {}
    local o, p = setmetatable({}, mt), setmetatable({}, mt)
    local function try() local ok, v = pcall(use, o, p) return ok and v or "error" end
    local before = try() .. "," .. try()
    if way == "plain" then mt[key] = handler
    elseif way == "rawset" then rawset(mt, key, handler)
    else
      for i = 1, 40 do mt["f" .. i] = i end
      mt[key] = handler
    end
    local with = try() .. "," .. try()
    if key ~= "__metatable" then mt[key] = nil end
    print(way, key, before, with, try())
  end
end
-- Missed at the far end of a chain, then put in the middle.
local a, b, c = {}, {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = c })
print(a.x, b.x, c.x)
c.x = "c"
print(a.x, b.x, c.x)
setmetatable(c, { __index = function(_, k) return k .. "!" end })
print(a.y, b.y, c.y)
b.y = "b"
print(a.y, b.y, c.y)
-- Globals too.
local env = setmetatable({}, { __index = _G })
setfenv(1, env)
print(undefined_name)
_G.undefined_name = "now defined"
print(undefined_name)
