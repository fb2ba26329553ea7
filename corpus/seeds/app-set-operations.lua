-- seed: a Set type with operators for union, intersection, difference, subset order and iteration in order
local Set = {}
Set.__index = Set
local function set(t) local s = { items = {}, n = 0 } setmetatable(s, Set) for _, v in ipairs(t) do s:add(v) end return s end
function Set:add(v) if not self.items[v] then self.items[v] = true self.n = self.n + 1 end return self end
function Set:remove(v) if self.items[v] then self.items[v] = nil self.n = self.n - 1 return true end return false end
function Set:sorted() local r = {} for v in pairs(self.items) do r[#r + 1] = v end table.sort(r, function(a, b) if type(a) ~= type(b) then return type(a) < type(b) end return a < b end) return r end
Set.__add = function(a, b) local r = set {} for v in pairs(a.items) do r:add(v) end for v in pairs(b.items) do r:add(v) end return r end
Set.__mul = function(a, b) local r = set {} for v in pairs(a.items) do if b.items[v] then r:add(v) end end return r end
Set.__sub = function(a, b) local r = set {} for v in pairs(a.items) do if not b.items[v] then r:add(v) end end return r end
Set.__mod = function(a, b) return (a - b) + (b - a) end
Set.__le = function(a, b) for v in pairs(a.items) do if not b.items[v] then return false end end return true end
Set.__lt = function(a, b) return a <= b and not (b <= a) end
Set.__eq = function(a, b) return a <= b and b <= a end
Set.__call = function(s, v) return s.items[v] or false end
Set.__tostring = function(s) local r = {} for i, v in ipairs(s:sorted()) do r[i] = tostring(v) end return "{" .. table.concat(r, " ") .. "}" end
Set.__pow = function(s, k)
  local list, out = s:sorted(), {}
  local function pick(i, chosen) if #chosen == k then out[#out + 1] = table.concat(chosen) return end for j = i, #list do chosen[#chosen + 1] = list[j] pick(j + 1, chosen) chosen[#chosen] = nil end end
  pick(1, {})
  return out
end
local a, b = set { 1, 2, 3, 4 }, set { 3, 4, 5, "x" }
print(a, b, a + b, a * b, a - b, b - a, a % b)
print(set { 1, 2 } <= a, a <= set { 1, 2 }, set { 1 } < a, a < a, a >= a, a == set { 4, 3, 2, 1 }, a ~= b, set {} < set { 0 })
print(a(1), a(9), b "x", a:remove(1), a:remove(1), a.n, a)
print(table.concat(set { "a", "b", "c", "d" } ^ 2, " "), #(set { 1, 2, 3, 4, 5, 6 } ^ 3))
print((a + b) * (a - b) == (a - b), a - a == set {}, (a + b).n + (a * b).n == a.n + b.n)
print(pcall(function() return a + 5 end), pcall(function() return a < 5 end))
local universe = set {}
for i = 1, 30 do universe:add(i) end
local mult = function(k) local s = set {} for i = k, 30, k do s:add(i) end return s end
print(universe - mult(2) - mult(3) - mult(5)) print(mult(2) * mult(3) * mult(5)) print(mult(4) < mult(2), mult(2) % mult(4))
sets = { a = a, b = b, both = a * b, same = a }
