-- story: an error crosses several wrapped coroutines and can be caught at any of them
local function layer(n)
  if n == 0 then error("deep", 0) end
  return coroutine.wrap(layer)(n - 1)
end
print(pcall(layer, 5))
local function catch(n)
  if n == 3 then return pcall(coroutine.wrap(catch), n - 1) end
  if n == 0 then error({ "obj" }) end
  return coroutine.wrap(catch)(n - 1)
end
local ok, e = catch(5)
print(ok, type(e), e[1])
