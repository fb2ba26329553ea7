-- seed: closures over loop variables, shared and separate upvalues, generators and accumulators
local function range(a, b, step)
  step = step or 1
  local i = a - step
  return function()
    i = i + step
    if (step > 0 and i <= b) or (step < 0 and i >= b) then return i end
  end
end
local out = {}
for v in range(1, 5) do out[#out + 1] = v end
for v in range(10, 1, -4) do out[#out + 1] = v end
print(table.concat(out, " "))
local adders = {}
for i = 1, 4 do
  local total = 0
  adders[i] = function(n) total = total + n * i return total end
end
print(adders[1](1), adders[2](1), adders[3](1), adders[4](1))
print(adders[1](1), adders[2](1), adders[3](1), adders[4](1))
local shared = {}
local n = 0
for i = 1, 3 do shared[i] = function() n = n + i return n end end
print(shared[1](), shared[2](), shared[3](), shared[1](), n)
local function filter(pred, it)
  return function()
    for v in it do if pred(v) then return v end end
  end
end
local function take(k, it) return function() if k > 0 then k = k - 1 return it() end end end
local evens = {}
for v in take(4, filter(function(x) return x % 2 == 0 end, range(1, 100))) do evens[#evens + 1] = v end
print(unpack(evens))
local function memo(f) local c = {} return function(x) local v = c[x] if v == nil then v = f(x) c[x] = v end return v end end
local calls = 0
local sq = memo(function(x) calls = calls + 1 return x * x end)
print(sq(4), sq(4), sq(5), calls)
accumulated = { out = out, evens = evens, n = n }
