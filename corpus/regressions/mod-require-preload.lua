-- story: require calls the preload function once with the name and caches its result
local calls = 0
package.preload.mod1 = function(...) calls = calls + 1 return { args = select("#", ...), name = (...) } end
local m = require("mod1")
print(m.name, m.args, calls, require("mod1") == m, calls)
print(package.loaded.mod1 == m)
package.loaded.mod1 = nil
print(require("mod1") ~= m, calls)
package.preload.mod1 = nil
print(require("mod1").name, calls)
