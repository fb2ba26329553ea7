-- seed: errors out of wrap and resume: values, positions, dead coroutines, nested propagation
local function try(...) print(pcall(...)) end
local w = coroutine.wrap(function() error("plain") end)
try(w) try(w)
try(coroutine.wrap(function() error("no position", 0) end))
try(coroutine.wrap(function() error() end))
try(coroutine.wrap(function() error(nil) end))
try(coroutine.wrap(function() local x = nil; return x.y end))
local t = { "error value" }
local ok, v = pcall(coroutine.wrap(function() error(t) end))
print(ok, v == t)
local finished = coroutine.wrap(function() return 1 end)
print(finished()) try(finished)
local outer = coroutine.wrap(function()
  local inner = coroutine.wrap(function() coroutine.yield("from inner") error("inner failed", 0) end)
  coroutine.yield(inner())
  local ok, msg = pcall(inner)
  coroutine.yield(tostring(ok) .. " " .. tostring(msg))
  inner()
end)
print(outer()) print(outer()) try(outer)
local co = coroutine.create(function() local x = coroutine.yield(1) return x.field.deep end)
print(coroutine.resume(co)) print(coroutine.resume(co, {})) print(coroutine.resume(co)) print(coroutine.status(co))
local co2 = coroutine.create(function() return pcall(error, "caught inside") end)
print(coroutine.resume(co2)) print(coroutine.status(co2))
print(pcall(coroutine.yield, "outside"))
try(coroutine.wrap(function() coroutine.yield() end))
local c3
c3 = coroutine.create(function() return coroutine.resume(c3) end)
print(coroutine.resume(c3))
local c4 = coroutine.wrap(function() return pcall(c5) end)
c5 = c4
print(c4())
failures = { value = v, co_status = coroutine.status(co) }
