-- story: what a loader returns or leaves in package.loaded decides what require gives
package.preload.a = function() end
package.preload.b = function() return nil end
package.preload.c = function() return false end
package.preload.d = function(n) package.loaded[n] = "by hand" end
package.preload.e = function(n) package.loaded[n] = "by hand" return "returned" end
package.preload.f = function(n) package.loaded[n] = "by hand" return nil end
package.preload.g = function() return 1, 2 end
for _, n in ipairs { "a", "b", "c", "d", "e", "f", "g" } do print(n, require(n), package.loaded[n]) end
print(require("c"), select("#", require("g")))
