-- A counter keeps its variable after the function that made it has returned.
local function counter(start)
  local function step()
    start = start + 1
    return start
  end
  return step
end
local c, d = counter(10), counter(20)
print(c(), c(), d(), c())
