-- seed: a binary search tree with insert, delete, traversals, height and a comparator
local BST = {}
BST.__index = BST
local function new(cmp) return setmetatable({ cmp = cmp or function(a, b) return a < b end, n = 0 }, BST) end
function BST:insert(k, v)
  local node, side, parent = self.root, nil, nil
  while node do
    parent = node
    if self.cmp(k, node.k) then node, side = node.l, "l" elseif self.cmp(node.k, k) then node, side = node.r, "r" else node.v = v return false end
  end
  local fresh = { k = k, v = v }
  if parent then parent[side] = fresh else self.root = fresh end
  self.n = self.n + 1
  return true
end
function BST:find(k) local node = self.root while node do if self.cmp(k, node.k) then node = node.l elseif self.cmp(node.k, k) then node = node.r else return node.v, true end end return nil, false end
local function drop(t, node, k)
  if not node then return nil, false end
  local ok = true
  if t.cmp(k, node.k) then node.l, ok = drop(t, node.l, k) return node, ok end
  if t.cmp(node.k, k) then node.r, ok = drop(t, node.r, k) return node, ok end
  if not node.l then return node.r, true elseif not node.r then return node.l, true end
  local m = node.r
  while m.l do m = m.l end
  node.k, node.v = m.k, m.v
  node.r = drop(t, node.r, m.k)
  return node, true
end
function BST:delete(k) local ok self.root, ok = drop(self, self.root, k) if ok then self.n = self.n - 1 end return ok end
function BST:height() local function h(x) return x and 1 + math.max(h(x.l), h(x.r)) or 0 end return h(self.root) end
function BST:walk(order)
  local out = {}
  local function go(x) if not x then return end if order == "pre" then out[#out + 1] = x.k end go(x.l) if order == "in" then out[#out + 1] = x.k end go(x.r) if order == "post" then out[#out + 1] = x.k end end
  go(self.root)
  return table.concat(out, " ")
end
tree = new()
for _, k in ipairs { 50, 30, 70, 20, 40, 60, 80, 35, 45, 65 } do tree:insert(k, "v" .. k) end
print(tree:walk "in") print(tree:walk "pre") print(tree:walk "post") print(tree.n, tree:height(), tree:insert(50, "again"), tree:find(50), tree:find(99))
print(tree:delete(20), tree:delete(30), tree:delete(50), tree:delete(50), tree:walk "in", tree.root.k, tree.n)
local words = new(function(a, b) return #a < #b or (#a == #b and a > b) end)
for w in ("pear fig apple kiwi date plum banana nut"):gmatch("%a+") do words:insert(w, #w) end
print(words:walk "in", words:height())
local deg = new() for i = 1, 20 do deg:insert(i, i) end print(deg:height(), deg:walk "pre" == deg:walk "in")
for i = 20, 1, -2 do deg:delete(i) end print(deg.n, deg:walk "in")
