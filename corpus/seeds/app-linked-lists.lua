-- seed: singly linked lists: reverse, merge sort, cycle detection, functional operations, cons cells as closures
local function from(t) local head for i = #t, 1, -1 do head = { v = t[i], next = head } end return head end
local function each(l) return function(_, n) if n == nil then return l end return n.next end, nil, nil end
local function str(l) local r = {} for n in each(l) do r[#r + 1] = n.v end return "(" .. table.concat(r, " ") .. ")" end
local function reverse(l) local prev while l do l.next, prev, l = prev, l, l.next end return prev end
print(str(from { 1, 2, 3 }), str(nil), str(reverse(from { 1, 2, 3, 4 })), str(reverse(nil)))
local function split(l) local slow, fast = l, l.next while fast and fast.next do slow, fast = slow.next, fast.next.next end local second = slow.next slow.next = nil return l, second end
local function merge(a, b)
  local head = {}
  local tail = head
  while a and b do
    if a.v <= b.v then tail.next, a = a, a.next else tail.next, b = b, b.next end
    tail = tail.next
  end
  tail.next = a or b
  return head.next
end
local function sort(l) if not l or not l.next then return l end local a, b = split(l) return merge(sort(a), sort(b)) end
print(str(sort(from { 5, 3, 8, 1, 9, 2, 7 })), str(sort(from { 1 })), str(sort(from { "pear", "apple", "fig" })))
local function has_cycle(l) local s, f = l, l while f and f.next do s, f = s.next, f.next.next if s == f then return true end end return false end
local c = from { 1, 2, 3, 4 }
local last = c while last.next do last = last.next end
print(has_cycle(c)) last.next = c.next print(has_cycle(c), last.next.v) last.next = nil print(has_cycle(c))
local function cons(a, b) return function(f) return f(a, b) end end
local function car(p) return p(function(a) return a end) end
local function cdr(p) return p(function(_, b) return b end) end
local p = cons(1, cons(2, cons(3, nil)))
local sum, q = 0, p
while q do sum, q = sum + car(q), cdr(q) end
print(sum, car(cdr(p)))
local function remove_if(l, pred) local dummy = { next = l } local n = dummy while n.next do if pred(n.next.v) then n.next = n.next.next else n = n.next end end return dummy.next end
print(str(remove_if(from { 1, 2, 3, 4, 5, 6 }, function(v) return v % 2 == 0 end)), str(remove_if(from { 2, 4 }, function() return true end)))
local function josephus(n, k) local l = from((function() local t = {} for i = 1, n do t[i] = i end return t end)()) local t = l while t.next do t = t.next end t.next = l local out = {} while t.next ~= t do for _ = 1, k - 1 do t = t.next end out[#out + 1] = t.next.v t.next = t.next.next end return t.v, table.concat(out, " ") end
print(josephus(7, 3))
lists = { sorted = sort(from { 3, 1, 2 }), ring = (function() local a = { v = 1 } a.next = a return a end)() }
