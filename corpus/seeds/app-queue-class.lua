-- seed: a double-ended queue class with a ring of indices, iteration and error paths
local Queue = {}
Queue.__index = Queue
function Queue.new() return setmetatable({ first = 0, last = -1 }, Queue) end
function Queue:push_left(v) self.first = self.first - 1 self[self.first] = v return self end
function Queue:push_right(v) self.last = self.last + 1 self[self.last] = v return self end
function Queue:pop_left()
  if self.first > self.last then error("queue is empty", 2) end
  local v = self[self.first]
  self[self.first] = nil
  self.first = self.first + 1
  return v
end
function Queue:pop_right()
  if self.first > self.last then error("queue is empty", 2) end
  local v = self[self.last]
  self[self.last] = nil
  self.last = self.last - 1
  return v
end
function Queue:size() return self.last - self.first + 1 end
function Queue:each()
  local i = self.first - 1
  return function()
    i = i + 1
    if i <= self.last then return i - self.first + 1, self[i] end
  end
end
local q = Queue.new():push_right("a"):push_right("b"):push_left("z"):push_right("c")
for i, v in q:each() do io.write(i, "=", v, " ") end
print(q:size())
print(q:pop_left(), q:pop_right(), q:size())
q:push_left(1):push_left(2):push_right(3)
local out = {}
while q:size() > 0 do out[#out + 1] = tostring(q:pop_left()) end
print(table.concat(out, " "))
print(pcall(q.pop_left, q))
print(pcall(function() q:pop_right() end))
print(next(q) ~= nil, rawget(q, "first") > rawget(q, "last"))
history = out
queue = q:push_right("left over")
