-- seed: one closure with forty upvalues from two levels, read and written in both directions
local a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
local b1, b2, b3, b4, b5, b6, b7, b8, b9, b10 = 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
local function level()
  local c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 = 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
  local d1, d2, d3, d4, d5, d6, d7, d8, d9, d10 = 31, 32, 33, 34, 35, 36, 37, 38, 39, 40
  return function(k)
    a1, d10 = d10, a1
    b5, c5 = b5 + k, c5 - k
    return a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10,
      b1 + b2 + b3 + b4 + b5 + b6 + b7 + b8 + b9 + b10,
      c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10,
      d1 + d2 + d3 + d4 + d5 + d6 + d7 + d8 + d9 + d10
  end
end
local f, g = level(), level()
print(f(0))
print(f(100))
print(g(1000))
print(f(0))
print(a1, b5)
sums = { f(1) }
sums.a1 = a1
