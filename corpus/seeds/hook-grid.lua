-- story: every hook event, in every mixture of masks and counts, over every kind of call and jump
local log = {}
local function name(i) return (i.name or "?") .. "/" .. i.what .. "/" .. i.currentline .. "/" .. i.linedefined .. "/" .. i.namewhat end
local function rec(e, l) local i = debug.getinfo(2, "nSl") log[#log + 1] = e .. ":" .. tostring(l) .. ":" .. name(i) end
local function f(a) local b = a
  return b end
local function g(n) if n > 0 then return g(n - 1) end return f(n) end
local tests = {
 function() f(1) end, function() g(3) end, function() local x = f(2) + f(3) return x end,
 function() for i = 1, 3 do
   f(i) end end, function() for k, v in pairs{1, 2} do f(k) end end,
 function() pcall(error, "x") end, function() pcall(f, 1) end, function() table.sort({3, 2, 1}, function(a, b) return a < b end) end,
 function() local c = coroutine.wrap(function() coroutine.yield(1) f(2) end) c() c() end,
 function() setmetatable({}, {__index = function(t, k) return k end})["x"] = 1 local y = setmetatable({}, {__index = function(t, k) return k end}).x end,
 function() string.gsub("abc", ".", function() end) end, function() return tostring(1) end,
 function() while true do break end repeat local x = 1 until x end,
 function() if f(1) then
   g(1)
 else
   f(3)
 end
 end,
 function() loadstring("x = 1\ny = 2\nlocal z = x\n\n\nz = 3")() end,
 function() local t = {1,
   2,
   f(3),
   [f(1)] = 2}
 end,
 function() goto_ = 1; xpcall(function() error("e") end, function(m) return m end) end,
}
for n, t in ipairs(tests) do for _, mask in ipairs{"c", "r", "l", "cr", "crl", ""} do for _, count in ipairs{0, 1, 3} do
  log = {}
  debug.sethook(rec, mask, count)
  t()
  debug.sethook()
  print(n, mask, count, #log, table.concat(log, " "))
end end end
debug.sethook(rec, "crl", 7) local h, m, c = debug.gethook() print(h == rec, m, c) debug.sethook()
print(pcall(debug.sethook, 1)) print(pcall(debug.sethook, rec)) print(pcall(debug.sethook, rec, 1)) print(pcall(debug.sethook, nil, "c")) print(debug.gethook())
local function erring() local x = 1
 return x end
print(pcall(function() debug.sethook(function() error("in hook") end, "l") erring() end)) debug.sethook()
local co = coroutine.create(function() f(1) coroutine.yield() f(2) end) log = {} debug.sethook(co, rec, "cl") coroutine.resume(co) print(#log, table.concat(log, " ")) print(debug.gethook(co)) coroutine.resume(co) print(#log, table.concat(log, " "))
print(pcall(debug.sethook, co)) debug.sethook(function() debug.sethook() log[#log+1] = "once" end, "", 1) local q = 1 q = 2 print(#log, debug.gethook())
debug.sethook(function(e, l) local i = debug.getinfo(2, "f") local n, v = debug.getlocal(2, 1) log[#log+1] = tostring(n) end, "l") log = {} f(5) debug.sethook() print(table.concat(log, " "))
-- A hook that gives way to another, which waits for calls only, hears of no tail returns any more.
for turn = 1, 6 do
  local seen = 0
  log = {}
  local function other(e) log[#log + 1] = "other " .. e end
  debug.sethook(function(e)
    seen = seen + 1
    log[#log + 1] = e
    if seen == turn then debug.sethook(other, "c") end
  end, "r")
  g(3)
  f(1)
  debug.sethook()
  print(turn, table.concat(log, " "))
end
