-- story: an inner pcall takes the error and the outer handler never runs
local n = 0
print(xpcall(function()
  print(pcall(error, "inner", 0))
  return "outer result"
end, function(m) n = n + 1 return m end))
print(n)
print(xpcall(function()
  print(xpcall(error, function(m) return "inner handler " .. tostring(m) end))
  error("to outer", 0)
end, function(m) return "outer handler " .. m end))
