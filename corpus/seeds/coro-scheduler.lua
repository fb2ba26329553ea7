-- seed: a round-robin scheduler with sleeping, channels and joined tasks
local ready, sleeping, now, log = {}, {}, 0, {}
local function spawn(name, f, ...)
  local task = { name = name, co = coroutine.create(f), args = { ... }, waiters = {} }
  ready[#ready + 1] = task
  return task
end
local function sleep(n) coroutine.yield("sleep", n) end
local function join(task) if not task.done then coroutine.yield("join", task) end return task.result end
local function step(task)
  local ok, op, arg = coroutine.resume(task.co, unpack(task.args))
  task.args = {}
  if coroutine.status(task.co) == "dead" then
    task.done, task.result, task.failed = true, op, not ok
    for _, w in ipairs(task.waiters) do ready[#ready + 1] = w end
    log[#log + 1] = now .. " end " .. task.name .. (ok and "" or " failed")
  elseif op == "sleep" then
    sleeping[#sleeping + 1] = { at = now + arg, task = task }
  elseif op == "join" then
    arg.waiters[#arg.waiters + 1] = task
  else
    ready[#ready + 1] = task
  end
end
local function run()
  while #ready > 0 or #sleeping > 0 do
    while #ready > 0 do step(table.remove(ready, 1)) end
    table.sort(sleeping, function(a, b) if a.at ~= b.at then return a.at < b.at end return a.task.name < b.task.name end)
    local s = table.remove(sleeping, 1)
    if s then now = s.at ready[#ready + 1] = s.task end
  end
end
local worker = function(id, n) for i = 1, n do log[#log + 1] = now .. " " .. id .. i sleep(id == "a" and 2 or 3) end return id .. n end
local ta, tb = spawn("ta", worker, "a", 3), spawn("tb", worker, "b", 2)
local bad = spawn("bad", function() sleep(1) error("oops", 0) end)
spawn("main", function()
  log[#log + 1] = "joined " .. join(ta) .. " " .. join(tb)
  log[#log + 1] = "bad said " .. tostring(join(bad)) .. " " .. tostring(bad.failed)
end)
run()
for _, l in ipairs(log) do print(l) end
print(now, ta.done, tb.result)
schedule = { log = log, finished = now }
