-- seed: try, catch and finally built on pcall; custom exception classes; rethrow keeps identity
local Exception = {}
Exception.__index = Exception
Exception.__tostring = function(e) return e.class .. ": " .. e.msg end
local function throw(class, msg, extra) error(setmetatable({ class = class, msg = msg, extra = extra }, Exception), 2) end
local log = {}
local function try(spec)
  local r = { pcall(spec[1]) }
  if not r[1] then
    local e = r[2]
    local handler = type(e) == "table" and spec[e.class] or spec.other
    if handler then r = { pcall(handler, e) } end
  end
  if spec.finally then spec.finally() end
  if not r[1] then error(r[2], 0) end
  return unpack(r, 2)
end
local function fin(name) return function() log[#log + 1] = "finally " .. name end end
print(try { function() return "no error", 1 end, finally = fin "a" })
print(try { function() throw("IO", "disk full", { 5 }) end, IO = function(e) return tostring(e), e.extra[1] end, finally = fin "b" })
print(pcall(try, { function() throw("Net", "down") end, IO = print, finally = fin "c" }))
print(try { function() local x = nil + 1 end, other = function(e) return (e:gsub("^.*:%d+: ", "")) end })
local saved
print(pcall(try, { function() throw("Re", "thrown") end, Re = function(e) saved = e error(e) end }))
print(saved.class, tostring(saved), getmetatable(saved) == Exception)
print(try { function()
  return try { function() throw("Inner", "i") end, Other = print, finally = fin "inner" }
end, Inner = function(e) return "outer caught " .. tostring(e) end, finally = fin "outer" })
local ok, e = pcall(try, { function() error("plain", 0) end, other = function(m) error(m .. " wrapped", 0) end, finally = fin "last" })
print(ok, e)
local res = {}
local function with(name, f) res[#res + 1] = "+" .. name local ok, e = pcall(f) res[#res + 1] = "-" .. name if not ok then error(e, 0) end return e end
print(pcall(with, "db", function() return with("file", function() with("lock", function() error("deep", 0) end) end) end))
print(table.concat(res, " "), table.concat(log, "; "))
exceptions = { saved = saved, log = log, res = res }
