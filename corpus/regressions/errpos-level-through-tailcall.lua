-- story: level 2 of a function called by a tail call has no position because the caller is gone
local function bad() error("lost", 2) end
local function tail() return bad() end
local function plain() bad() end
print(pcall(tail))
print(pcall(plain))
print(pcall(function() tail() end))
print(pcall(function() local x = tail() end))
