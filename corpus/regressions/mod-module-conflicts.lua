-- story: module refuses a name that is taken by something that is not a table
taken = 5
print(pcall(function() module("taken") end))
print(pcall(function() module("taken.sub") end))
print(pcall(function() module("string.len.x") end))
print(pcall(module, "direct"))
print(pcall(function() module() end))
package.loaded.fresh = { already = "here" }
local f = function() module("fresh") y = already end
f()
print(package.loaded.fresh.y, fresh)
