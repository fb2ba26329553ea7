-- seed: __len works on userdata and never on tables or strings in 5.1
local u = newproxy(true)
local mt = getmetatable(u)
mt.__len = function(x) return 42, "dropped" end
print(#u, #u + 1, -#u)
mt.__len = function(x) return "any value" end
print(#u, #u .. "!")
mt.__len = nil
print(pcall(function() return #u end))
local t = setmetatable({ 1, 2, 3 }, { __len = function() return 99 end })
print(#t)
t[4] = 4
print(#t, table.getn(t), select("#", unpack(t)))
local smt = getmetatable("")
smt.__len = function() return 7 end
print(#"abc", #"")
smt.__len = nil
print(pcall(function() return #5 end))
print(pcall(function() local x = nil return #x end))
print(pcall(function() return #print end))
print(pcall(function() return #true end))
local size = 0
local stack = newproxy(true)
local sm = getmetatable(stack)
local items = {}
sm.__index = {
  push = function(_, v) size = size + 1 items[size] = v end,
  pop = function() local v = items[size] items[size] = nil size = size - 1 return v end,
}
sm.__len = function() return size end
stack:push("a") stack:push("b") stack:push("c")
print(#stack, stack:pop(), #stack, stack:pop(), #stack)
debug.setmetatable(10, { __len = function(n) return n * 2 end })
print(#5, #(3 + 4))
debug.setmetatable(10, nil)
print(pcall(function() return #5 end))
lengths = { size = size, items = items, t = t }
