-- seed: pcall and xpcall: results, handlers, tracebacks in handlers, nesting and errors in handlers
print(pcall(function() return 1, nil, 3 end)) print(pcall(print, "called")) print(pcall(pcall, error, "x"))
print(pcall(nil)) print(pcall(5)) print(pcall({})) print(pcall("str")) print(pcall(pcall)) print(pcall(xpcall)) print(pcall(xpcall, print))
print(xpcall(function() return "fine", 2 end, print))
print(xpcall(function() error("msg", 0) end, function(m) return "handled " .. m, "dropped" end))
print(xpcall(function() local x; x.y = 1 end, function(m) return (m:gsub("^.-:(%d+):", "line %1:")) end))
print(xpcall(function() error({ 1, 2 }) end, function(e) return type(e), #e end))
print(xpcall(function() error() end, function(e) return "nil? " .. tostring(e) end))
print(xpcall(nil, function(m) return "h: " .. m end))
print(xpcall(function() error("first") end, function(m) error("second") end))
print(xpcall(function() error("first") end, nil))
print(xpcall(error, function(m) return m end)) print(xpcall(function(...) return select("#", ...) end, print, 1, 2))
local depth = 0
local function nested(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(nested, n - 1) depth = depth + 1 error(e .. "<" .. n, 0) end
print(pcall(nested, 6)) print(depth)
local log = {}
local function guard(f, ...)
  local r = { pcall(f, ...) }
  log[#log + 1] = tostring(r[1])
  return unpack(r, 2)
end
print(guard(function(a, b) return a + b end, 1, 2), guard(function() error("e", 0) end), guard(tonumber, "5"))
print(table.concat(log, " "))
local levels = {}
print(xpcall(function() pcall(error, "inner") error("outer", 0) end, function(m) levels[#levels + 1] = m return m end))
print(#levels, levels[1])
print(xpcall(function() return pcall(function() error("x", 0) end) end, function() return "not called" end))
local tb = select(2, xpcall(function() error("tb") end, debug.traceback))
print((tb:match("^[^\n]*")), tb:find("stack traceback:", 1, true) ~= nil)
protected = { depth = depth, log = log }
