-- story: the ranges of random and its argument errors, and repeatability with a seed
math.randomseed(123)
local a, b = math.random(), math.random(1000)
math.randomseed(123)
print(math.random() == a, math.random(1000) == b)
local lo, hi = 100, 0
for _ = 1, 500 do local r = math.random(3, 7) lo, hi = math.min(lo, r), math.max(hi, r) end
print(lo, hi, math.random(1), math.random(5, 5), math.random(-2, -2))
print(pcall(math.random, 0)) print(pcall(math.random, -1)) print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3)) print(pcall(math.random, "x")) print(select("#", math.randomseed(1)))
