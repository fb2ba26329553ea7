-- seed: CLOSE on block exit, break, repeat-until and return; every iteration gets its own variable
local fs = {}
for i = 1, 3 do fs[#fs + 1] = function() i = i + 1 return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())
do
  local x = 1
  fs.block = function() x = x * 2 return x end
end
print(fs.block(), fs.block())
local i = 0
while true do
  i = i + 1
  local captured = i
  fs["w" .. i] = function() return captured end
  if i == 3 then break end
end
print(fs.w1(), fs.w2(), fs.w3())
i = 0
repeat
  local last = i
  fs["r" .. i] = function() last = last + 10 return last end
  i = i + 1
until fs["r" .. last]() >= 12
print(fs.r0(), fs.r1(), fs.r2())
local function early(n)
  local a, b = n, n * 2
  local get = function() return a, b end
  if n > 5 then return get end
  do
    local c = a + b
    if n > 3 then return function() return c, a end end
    get = function() c = c + 1 return c, b end
  end
  return get
end
print(early(6)())
print(early(4)())
print(early(1)(), early(1)())
for _, k in ipairs({ "p", "q" }) do
  local shared = {}
  fs[k] = { set = function(v) shared.v = v end, get = function() return shared.v end }
end
fs.p.set("pv") fs.q.set("qv")
print(fs.p.get(), fs.q.get())
closures = { pv = fs.p.get(), count = i }
