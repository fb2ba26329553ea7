-- story: a call beyond the stack that has overflowed before is an error in error handling, for the host as well
local function f(x)
  f(pcall(error))
  return x
end
print(pcall(f))
f()
