-- story: errors in a loader reach the caller and mark the module as broken
package.preload.bad = function() error("loader failed", 0) end
print(pcall(require, "bad"))
print(pcall(require, "bad"))
package.loaded.bad = nil
print(pcall(require, "bad"))
package.preload.cyc1 = function() return require("cyc2") end
package.preload.cyc2 = function() return require("cyc1") end
print(pcall(require, "cyc1"))
package.preload.late = function() return { ok = true } end
print(require("late").ok, pcall(require, "bad"))
