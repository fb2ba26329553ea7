-- seed: an LRU cache with a doubly linked list, eviction order and statistics
local LRU = {}
LRU.__index = LRU
function LRU.new(capacity)
  local head, tail = {}, {}
  head.next, tail.prev = tail, head
  return setmetatable({ capacity = capacity, size = 0, map = {}, head = head, tail = tail, hits = 0, misses = 0, evicted = {} }, LRU)
end
local function unlink(n) n.prev.next, n.next.prev = n.next, n.prev end
function LRU:front(n)
  n.prev, n.next = self.head, self.head.next
  self.head.next.prev = n
  self.head.next = n
end
function LRU:get(k)
  local n = self.map[k]
  if not n then self.misses = self.misses + 1 return nil end
  self.hits = self.hits + 1
  unlink(n)
  self:front(n)
  return n.value
end
function LRU:put(k, v)
  local n = self.map[k]
  if n then
    n.value = v
    unlink(n)
  else
    if self.size == self.capacity then
      local last = self.tail.prev
      unlink(last)
      self.map[last.key] = nil
      self.evicted[#self.evicted + 1] = last.key
      self.size = self.size - 1
    end
    n = { key = k, value = v }
    self.map[k] = n
    self.size = self.size + 1
  end
  self:front(n)
end
function LRU:keys() local r, n = {}, self.head.next while n ~= self.tail do r[#r + 1] = n.key n = n.next end return table.concat(r, " ") end
cache = LRU.new(3)
for _, k in ipairs { "a", "b", "c" } do cache:put(k, k:byte()) end
print(cache:keys(), cache:get("a"), cache:keys())
cache:put("d", 100) print(cache:keys(), cache:get("b"), cache:get("c"))
cache:put("a", "new") print(cache:keys(), cache:get("a"))
for i = 1, 10 do if not cache:get(i % 4) then cache:put(i % 4, i) end end
print(cache:keys(), cache.hits, cache.misses, cache.size)
print(table.concat(cache.evicted, " "))
