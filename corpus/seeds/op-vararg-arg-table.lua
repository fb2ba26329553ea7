-- seed: the old-style arg table of a vararg function that does not mention its dots
local function old(a, ...)
  return a, arg.n, #arg, arg[1], arg[2]
end
print(old())
print(old(1))
print(old(1, 2, 3, 4))
print(old(1, nil, nil))
local function oldopen(...)
  arg[#arg + 1] = "added"
  arg.n = arg.n + 1
  return unpack(arg, 1, arg.n)
end
print(oldopen("p", "q"))
local function new(...)
  local hasarg = type(rawget(_G, "arg"))
  local first = ...
  return first, hasarg ~= "function", select("#", ...)
end
print(new("n"))
local function shadow(arg, ...)
  return arg
end
print(type(shadow("param", 1)), shadow("param", 1, 2).n, shadow("param", "first")[1])
local function keep(...)
  local t = arg
  return function() return t.n end
end
print(keep(1, 2, 3)())
local function sumall(...)
  local s = 0
  for i = 1, arg.n do s = s + (arg[i] or 0) end
  return s
end
print(sumall(1, 2, 3), sumall(1, nil, 5), sumall())
collected = { oldopen(1, 2, 3) }
