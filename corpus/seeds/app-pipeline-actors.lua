-- seed: actors as coroutines with mailboxes, request/reply, supervision and ordered shutdown
local actors, queue, trace = {}, {}, {}
local function log(...) trace[#trace + 1] = table.concat({ ... }, " ") end
local function send(to, msg, from) queue[#queue + 1] = { to = to, msg = msg, from = from } end
local function receive() return coroutine.yield() end
local function spawn(name, body, restart)
  local a = { name = name, body = body, restarts = 0, restart = restart }
  a.co = coroutine.create(body)
  actors[name] = a
  coroutine.resume(a.co, name)
end
local function deliver(m)
  local a = actors[m.to]
  if not a then log("dead letter", m.to, tostring(m.msg)) return end
  local ok, err = coroutine.resume(a.co, m.msg, m.from)
  if not ok then
    log(a.name, "crashed:", (tostring(err):gsub("^.-:%d+: ", "")))
    if a.restarts < (a.restart or 0) then
      a.restarts = a.restarts + 1
      a.co = coroutine.create(a.body)
      coroutine.resume(a.co, a.name)
      log(a.name, "restarted", a.restarts)
    else actors[a.name] = nil end
  elseif coroutine.status(a.co) == "dead" then
    log(a.name, "finished")
    actors[a.name] = nil
  end
end
local function run(limit) local n = 0 while #queue > 0 and n < limit do n = n + 1 deliver(table.remove(queue, 1)) end return n end
spawn("counter", function(self)
  local total = 0
  while true do
    local msg, from = receive()
    if msg == "stop" then return end
    if msg == "get" then send(from, total, self) else total = total + msg end
  end
end, 2)
spawn("client", function(self)
  for i = 1, 3 do receive() send("counter", i, self) end
  send("counter", "get", self)
  log("client got", receive())
  send("counter", "boom", self)
  send("counter", "get", self)
  log("client got after restart", receive())
end)
spawn("echo", function(self) while true do local m, from = receive() log("echo", tostring(m)) if from then send(from, "re:" .. m, self) end end end)
for _ = 1, 3 do send("client", "go") end
send("nobody", "lost")
send("echo", "hi", "echo2")
print(run(100), #queue)
for _, l in ipairs(trace) do print(l) end
print(actors.counter ~= nil, actors.client, actors.counter.restarts, coroutine.status(actors.echo.co))
send("counter", "stop") send("counter", 1)
print(run(10), trace[#trace], trace[#trace - 1])
actor_state = { trace = trace, alive = actors.echo ~= nil }
