local a, b, c = 1, -2, "three"
local d
local e, f = nil
local g, h, i = f(), ...
local t = {1, 2, 3; x = 1, ["y"] = 2, [3 + 4] = a, f(), n = {}, (f()), ...}

t.x, t[a], a = a, t.x, 3
a, t[a], t[t], t.a[a] = 1
i, t[i] = i + 1, 20
x, y, z = f()
x, y = 1, 2, f()
x, y, z = y, z
t.x.y.z = t["x"]["y z"][1][true][nil]
t[1.5], t[-1], t["a"] = nil, true, false

f(a, b, f())
f{1, 2}
f"str"
f'str' [[long]] {a = 1} (x)
t:m(1):n"s":o{}.p(2)
t.a.b:c(...);
(f or g)(1);
("x"):rep(3)

local s = "esc\a\b\f\n\r\t\v\\\"\'\0\065\10x" .. 'a' .. "b" .. [[
long]] .. [==[
]] ]=] ]==] .. 1 .. 2.5

if a then b = 1 elseif b == nil then c = 2 elseif not c then d = 3 else e = 4 end
if a == 1 and b ~= 2 or c < 3 and not (d <= 4) or e > 5 and f >= 6 then g() end
if nil then a() end if false then b() end if 1 then c() end if "x" then d() end if true then e() end
while a < 10 do a = a + 1 if a == 5 then break end end
while true do break end
repeat local u = f() local k = function() return u end until u > 1
repeat local u = f() until u == nil or not u

for n = 1, 10 do print(n) end
for n = 10, 1, -1 do local n = n; t[n] = function() n = n + 1 return n end if n then break end end
for k, v in pairs(t) do t[k] = v end
for k in next, t, nil do do local z = k; f(function() return z, k end) end break end
for w, x, y, z in f
do end

do local x = 1; end;

local function fact(n) if n <= 1 then return 1 else return n * fact(n - 1) end end
local function va(...) local a, b = ... return select('#', ...), ... end
local function compat(a, ...) return arg, arg.n end
function t.f(a, b) return a + b end
function t.a.b.c:m(p, ...) self.p = p return self:m(...) end
function g() return end
local anon = function(a, b, ...) local x = {...} return ..., (...) end

local x = a + b - c * d / e % f ^ g
local y = -a ^ 2 .. b .. -c
local z = not a == b
local k = 1 + 2 * 3 - 4 / 2 ^ 2 % 3
local l = 1 / 0 + 0 / 0 + 5 % 0
local m, m2, m3 = -0 + 0 - -0, 0, -0, 1e400, 0x10, .5, 5., 1e-7, 3e+2
local n = #t + #"abc" - #{1, 2}
local o = a and b or c
local p = a and nil or false
local q = (a and b) == (c or d)
local r = a < b == true, a > b, a >= b, a ~= b, 1 == 1, "a" == "a", nil == nil
local u = not (a and b), not (a < b), not not a, not nil, not 1
local v = (a or b) and (c or d) or (e and f)
local w = f(a and b, c or d) + (f(a or b) and 1)
local aa = t[a or b], t[a < b], t[not a]

local function outer(p1, p2)
  local l1 = p1
  return function(q1)
    l1 = l1 + q1 + p2
    return function() p1 = l1 return p1, q1, a, outer end
  end
end

for i = 1, 3 do
  local v = i
  if v == 2 then break end
  while v do
    local w = function() return v end
    if w() then break end
  end
end

local long = {
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
  31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, a = 1, 52, b = 2, f()
}

local multi =
  f(
    a,
    b
  )
  .x
  [y]
  :m
  { z ,
    w
  }
print
"x"
local str = "a\
b"
-- comment
--[[ long
comment ]] local after = --[==[ x ]] ]==] 1
; --
return f(a, b)
