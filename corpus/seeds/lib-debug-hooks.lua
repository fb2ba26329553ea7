-- seed: debug.sethook with line, call, return and count events, gethook, and hooks that are removed
local log = {}
local function add(x) log[#log + 1] = x end
local function flush() print(table.concat(log, " ")) log = {} end
local function work(n)
  local s = 0
  for i = 1, n do
    s = s + i
  end
  return s
end
debug.sethook(function(e, l) add(e:sub(1, 1) .. l) end, "l")
work(2)
debug.sethook()
flush()
debug.sethook(function(e) add(e .. ":" .. tostring(debug.getinfo(2, "n").name)) end, "cr")
work(1)
math.abs(-1)
debug.sethook()
flush()
local function tail(n) if n == 0 then return "t" end return tail(n - 1) end
debug.sethook(function(e) add(e) end, "cr")
tail(2)
debug.sethook()
flush()
local count = 0
debug.sethook(function(e) count = count + 1 if count == 1 then add(e) end end, "", 10)
for i = 1, 1000 do end
debug.sethook()
print(count > 90 and count < 120, log[1])
log = {}
local h = function() end
debug.sethook(h, "crl", 7)
local gh, gm, gc = debug.gethook()
debug.sethook()
print(gh == h, gm, gc)
local co = coroutine.create(function() local x = 1; x = x + 1; coroutine.yield(x); return x end)
debug.sethook(co, function(e, l) add("co" .. tostring(l ~= nil)) end, "l")
coroutine.resume(co)
coroutine.resume(co)
flush()
local stop = { "stop" }
print(pcall(function() debug.sethook(function() debug.sethook() error("from hook", 0) end, "", 50) while true do end end))
print((select(2, pcall(function() debug.sethook(function() debug.sethook() error(stop) end, "l")
  local a = 1 end))) == stop)
hooked = { count = count > 0, log = log, stop = stop }
