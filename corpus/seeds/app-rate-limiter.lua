-- seed: token bucket, sliding window and circuit breaker driven by a fake clock
local clock = { now = 0 }
function clock:advance(n) self.now = self.now + n return self end
local function bucket(rate, capacity)
  local tokens, last = capacity, clock.now
  return function(n)
    n = n or 1
    tokens = math.min(capacity, tokens + (clock.now - last) * rate)
    last = clock.now
    if tokens >= n then tokens = tokens - n return true, tokens end
    return false, (n - tokens) / rate
  end
end
local take = bucket(2, 5)
for i = 1, 7 do io.write(tostring((take())), " ") end
print(take()) clock:advance(1.5) print(take(2)) print(take(2)) clock:advance(100) print(take(6)) print(take(5))
local function window(limit, span)
  local hits, first = {}, 1
  return function()
    while hits[first] and hits[first] <= clock.now - span do hits[first] = nil first = first + 1 end
    local n = #hits >= first and #hits - first + 1 or 0
    local count = 0
    for i = first, first + limit do if hits[i] then count = count + 1 end end
    if count >= limit then return false, count end
    local last = first
    while hits[last] do last = last + 1 end
    hits[last] = clock.now
    return true, count + 1
  end
end
local hit = window(3, 10)
local seq = {}
for i = 1, 12 do local ok, n = hit() seq[#seq + 1] = (ok and "+" or "-") .. n clock:advance(2) end
print(table.concat(seq, " "))
local function breaker(f, threshold, cooldown)
  local state, failures, opened, log = "closed", 0, nil, {}
  return function(...)
    if state == "open" then
      if clock.now - opened < cooldown then log[#log + 1] = "rejected" return nil, "open" end
      state = "half"
    end
    local ok, r = pcall(f, ...)
    if ok then state, failures = "closed", 0
    else
      failures = failures + 1
      if state == "half" or failures >= threshold then state, opened = "open", clock.now end
    end
    log[#log + 1] = state .. (ok and "" or "!")
    return ok and r or nil, state
  end, log
end
local healthy = false
local call, log = breaker(function(x) if not healthy then error("down", 0) end return x * 2 end, 2, 5)
print(call(1)) print(call(2)) print(call(3)) clock:advance(6) print(call(4)) clock:advance(6) healthy = true print(call(5)) print(call(6))
print(table.concat(log, " "), clock.now)
limits = { window = seq, breaker = log, clock = clock }
