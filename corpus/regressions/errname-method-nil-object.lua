-- story: a method call on a nil object complains about the object, on a missing method about the method
local obj, t = nil, {}
print(pcall(function() obj:m() end))
print(pcall(function() t:m() end))
print(pcall(function() t.inner:m() end))
print(pcall(function() ("str"):nomethod() end))
print(pcall(function() glob_obj:m() end))
print(pcall(function() (5):m() end))
