-- seed: CONCAT of two to many values, numbers, right associativity and register placement
local a, b, c = "a", "b", "c"
print(a .. b, a .. b .. c, a .. b .. c .. a .. b .. c)
print("x" .. 1, 1 .. "x", 1 .. 2, 1.5 .. "", -1 .. "")
print(a .. (b .. c) .. (a .. b) .. c)
local s = ""
for i = 1, 20 do s = s .. i .. (i < 20 and "," or ".") end
print(s)
s = s .. s
print(#s)
local t = { x = "field", [1] = "item" }
print(t.x .. "-" .. t[1] .. "-" .. #t .. "-" .. tostring(nil))
local function f() return "f1", "f2" end
print(f() .. f(), "<" .. f() .. ">", (f()) .. "!")
local up = "up"
local function g() up = up .. "+" .. a return up end
print(g(), g() .. g())
glob = "g"
glob = glob .. glob .. a
print(glob)
print("a" .. "b" == "ab", "a" .. 1 + 2 .. "c", 2 ^ 2 .. "", -2 .. 3)
print(1e15 .. "", 1e14 .. "|" .. 123456789012345 .. "|" .. 0.1 .. "|" .. 1 / 3)
local e = "" .. ""
print(#e, ("" .. a) == a, ("x" .. "") == "x")
local long = string.rep("ab", 500) .. "|" .. string.rep("c", 1000)
print(#long, long:sub(999, 1003))
mt = setmetatable({}, { __concat = function(l, r) return (type(l) == "table" and "T" or l) .. "&" .. (type(r) == "table" and "T" or r) end })
print(mt .. "x", "x" .. mt, "a" .. "b" .. mt, mt .. "a" .. "b", 1 .. mt)
joined = { s, glob }
