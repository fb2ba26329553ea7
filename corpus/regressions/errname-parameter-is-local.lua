-- story: parameters and loop variables are reported as locals
print(pcall(function(p) return p.x end))
print(pcall(function(p, q) return q + p end, 1))
for i = 1, 1 do print(pcall(function() return i.x.y end)) end
print(pcall(function() for i = 1, 1 do return i.x.y end end))
print(pcall(function() for k, v in pairs { "s" } do return v.x.y end end))
print(pcall(function(self) self.missing() end, {}))
