-- seed: a binary heap with update, heap sort and a merge of sorted streams
local Heap = {}
Heap.__index = Heap
local function new(less) return setmetatable({ less = less or function(a, b) return a < b end, n = 0 }, Heap) end
function Heap:up(i)
  while i > 1 do
    local p = (i - i % 2) / 2
    if not self.less(self[i], self[p]) then return end
    self[i], self[p] = self[p], self[i]
    i = p
  end
end
function Heap:down(i)
  while true do
    local m, l, r = i, 2 * i, 2 * i + 1
    if l <= self.n and self.less(self[l], self[m]) then m = l end
    if r <= self.n and self.less(self[r], self[m]) then m = r end
    if m == i then return end
    self[i], self[m] = self[m], self[i]
    i = m
  end
end
function Heap:push(v) self.n = self.n + 1 self[self.n] = v self:up(self.n) return self end
function Heap:pop()
  if self.n == 0 then return nil end
  local top = self[1]
  self[1], self[self.n] = self[self.n], nil
  self.n = self.n - 1
  self:down(1)
  return top
end
function Heap:drain() local r = {} while self.n > 0 do r[#r + 1] = self:pop() end return r end
local h = new()
for _, v in ipairs { 5, 3, 8, 1, 9, 2, 7, 3 } do h:push(v) end
print(h.n, h[1], table.concat(h, " "))
print(table.concat(h:drain(), " "), h:pop(), h.n)
local maxh = new(function(a, b) return a > b end)
for i = 1, 15 do maxh:push(i * 7 % 16) end
print(table.concat(maxh:drain(), " "))
local streams = { { 1, 4, 7 }, { 2, 5, 8 }, { 3, 6, 9, 10 }, {} }
local m = new(function(a, b) return a.v < b.v end)
for i, s in ipairs(streams) do if s[1] then m:push { v = s[1], s = i, i = 1 } end end
merged = {}
while m.n > 0 do
  local e = m:pop()
  merged[#merged + 1] = e.s .. ":" .. e.v
  local nxt = streams[e.s][e.i + 1]
  if nxt then m:push { v = nxt, s = e.s, i = e.i + 1 } end
end
print(table.concat(merged, " "))
local tasks = new(function(a, b) return a[1] < b[1] or (a[1] == b[1] and a[2] < b[2]) end)
for i, t in ipairs { { 3, "write" }, { 1, "plan" }, { 2, "draft" }, { 1, "ask" } } do tasks:push(t) end
for _, t in ipairs(tasks:drain()) do io.write(t[1], "-", t[2], " ") end
print()
heap = new():push(3):push(1):push(2)
