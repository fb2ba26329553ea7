-- story: custom entries in package.loaders are asked in order and strings they return join the message
local saved = package.loaders
package.loaders = { function(n) return "\n\tfirst says no to " .. n end, function(n) if n == "found" then return function(x) return "loaded " .. x end end return nil end }
print(pcall(require, "found"))
print(pcall(require, "absent"))
package.loaders = { function() error("loader broke", 0) end }
print(pcall(require, "other"))
package.loaders = {}
print(pcall(require, "none"))
package.loaders = nil
print(pcall(require, "nil loaders"))
package.loaders = saved
