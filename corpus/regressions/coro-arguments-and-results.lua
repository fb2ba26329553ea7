-- story: the first resume passes arguments, later ones the results of yield; nils are kept
local co = coroutine.create(function(...)
  print("start", select("#", ...), ...)
  print("first", coroutine.yield(select("#", ...)))
  print("second", select("#", coroutine.yield()))
  return nil, nil
end)
print(coroutine.resume(co, nil, nil))
print(coroutine.resume(co, "a", nil))
print(coroutine.resume(co, nil, nil, nil))
print(select("#", coroutine.resume(co)))
