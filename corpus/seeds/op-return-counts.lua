-- seed: RETURN of zero, one, two, many and open values, from the main path, branches and loops
local function r0() return end
local function r1() return 1 end
local function r2() return 1, 2 end
local function r5() return 1, 2, 3, 4, 5 end
local function rnil() return nil, nil, nil end
local function ropen(...) return ... end
local function rmix(...) return "m", ... end
local function rparen(...) return (...) end
local function rcall(...) return "c", ropen(...) end
local function show(...) print(select("#", ...), ...) end
show(r0()) show(r1()) show(r2()) show(r5()) show(rnil())
show(ropen()) show(ropen(nil)) show(ropen(1, 2, 3))
show(rmix()) show(rmix(1, nil))
show(rparen()) show(rparen(1, 2))
show(rcall()) show(rcall("x", "y"))
local function branchy(n)
  if n == 1 then return "one" elseif n == 2 then return "two", 2 end
  for i = 1, 10 do
    if i == n then return "loop", i, i * i end
  end
  while true do
    do return "while" end
  end
end
for n = 1, 4 do show(branchy(n)) end
show(branchy(11))
local function upvalues()
  local x = 5
  local function get() return x end
  if x then return x, get(), get end
end
local v, w, get = upvalues()
print(v, w, get())
local function manylocals()
  local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
  return h, g, f, e, d, c, b, a
end
show(manylocals())
returned = { r5() }
returned.pair = { r2(), r2() }
