-- seed: every function of the coroutine library in one dialogue
local function names(t) local r = {} for k in pairs(t) do r[#r + 1] = k end table.sort(r) return table.concat(r, " ") end
print(names(coroutine))
local co = coroutine.create(function(...)
  local n, got = 0, { ... }
  while #got > 0 do
    n = n + #got
    got = { coroutine.yield(n, coroutine.status(coroutine.running())) }
  end
  return "total", n
end)
print(coroutine.status(co)) print(coroutine.resume(co, 1, 2, 3)) print(coroutine.resume(co, "x")) print(coroutine.status(co)) print(coroutine.resume(co)) print(coroutine.status(co)) print(coroutine.resume(co, 1))
local w = coroutine.wrap(function(a) while a do a = coroutine.yield(a * a) end end)
print(w(2), w(3), w(4), w()) print(pcall(w, 5))
print(coroutine.running(), pcall(coroutine.yield, 1))
local many = coroutine.wrap(function(...) local t = { ... } for i = 1, 3 do t = { coroutine.yield(unpack(t)) } end return #t end)
print(many(1, 2, 3)) print(many()) print(many(nil)) print(many(4, 5))
local all = {}
for i = 1, 3 do all[i] = coroutine.create(function() for j = 1, i do coroutine.yield(i .. j) end return "end" .. i end) end
local line = {}
while #all > 0 do
  for i = #all, 1, -1 do
    local ok, v = coroutine.resume(all[i])
    line[#line + 1] = v
    if coroutine.status(all[i]) == "dead" then table.remove(all, i) end
  end
end
print(table.concat(line, " "))
local a = coroutine.wrap(function() for i = 1, 3 do coroutine.yield("a" .. i) end return "a-end" end)
local b = coroutine.wrap(function() while true do local v = a() coroutine.yield("b(" .. v .. ")") if v == "a-end" then return "b-end" end end end)
repeat local v = b() io.write(v, " ") until v == "b-end"
print()
local args = coroutine.create(function(a, b, ...) return select("#", ...), b, a, arg == nil or type(arg) end)
print(coroutine.resume(args, 1, 2, 3, nil))
local big = coroutine.wrap(function(...) return select("#", coroutine.yield(select("#", ...))) end)
print(big(unpack({}, 1, 200)), big(unpack({}, 1, 150)))
dialogue = { line = line }
