-- seed: producer, filter and consumer pipelines with resume values, and an early stop
local function producer(lines) return coroutine.create(function() for _, l in ipairs(lines) do coroutine.yield(l) end return nil end) end
local function receive(p, ...) local ok, v = coroutine.resume(p, ...) assert(ok, v) return v end
local function numbered(p)
  return coroutine.create(function()
    local n = 1
    while true do
      local x = receive(p)
      if not x then return nil end
      coroutine.yield(("%3d %s"):format(n, x))
      n = n + 1
    end
  end)
end
local function consume(p) local out = {} while true do local x = receive(p) if not x then break end out[#out + 1] = x end return out end
for _, l in ipairs(consume(numbered(producer { "alpha", "beta", "gamma" }))) do print(l) end
local adder = coroutine.create(function() local total = 0 while true do local v = coroutine.yield(total) if v == "stop" then return "final", total end total = total + v end end)
coroutine.resume(adder)
for i = 1, 10 do coroutine.resume(adder, i) end
print(coroutine.resume(adder, "stop")) print(coroutine.status(adder))
local tokens = coroutine.wrap(function(s) for kind, text in s:gmatch("()(%S+)") do coroutine.yield(kind, text) end end)
local a, b = tokens("a bc def")
while a do io.write(a, ":", b, " ") a, b = tokens() end
print()
local function chunker(n) return coroutine.wrap(function(x) local buf = {} while true do buf[#buf + 1] = x if #buf == n then x = coroutine.yield(table.concat(buf, "+")) buf = {} else x = coroutine.yield() end end end) end
local c = chunker(3)
for i = 1, 9 do local r = c(i) if r then print(i, r) end end
local deep = coroutine.wrap(function() local function rec(n) if n > 0 then rec(n - 1) coroutine.yield(n) rec(n - 1) end end rec(4) end)
local seq = {}
for v in deep do seq[#seq + 1] = v end
print(table.concat(seq))
pipeline = { seq = seq, out = consume(producer { "x", "y" }) }
