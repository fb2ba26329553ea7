-- story: a failing tail call names the callee like a plain call does
local l, t = nil, {}
print(pcall(function() return l() end))
print(pcall(function() return t.field() end))
print(pcall(function() return t:method() end))
print(pcall(function() return glob_fn(1, 2, 3) end))
print(pcall(function(p) return p() end))
