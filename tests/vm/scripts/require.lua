-- require, its loaders and its messages.
package.path = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua"
package.cpath = "./?.so;/usr/local/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so"
print(package.config)
print(pcall(require, "nomod.x"))
print(pcall(require))
print(pcall(require, {}))
package.preload.foo = function(...)
  print("pre", ...)
  return nil
end
print(require"foo", package.loaded.foo)
package.preload.foo2 = function(...)
  return 5
end
print(require"foo2", package.loaded.foo2)
package.preload.loopm = function()
  require"loopm"
end
print(pcall(require, "loopm"))
print(pcall(require, "loopm"))
print(package.loaded.loopm)
package.preload.err = function()
  error("E")
end
print(pcall(require, "err"))
print(pcall(require, "err"))
package.loaded.err = nil
print(pcall(require, "err"))
local l = package.loaders
print(#l)
for i = 1, #l do
  print(i, pcall(l[i], "zz.y-q"))
  print(pcall(l[i]))
end
package.loaders = "x"
print(pcall(require, "q1"))
package.loaders = {}
print(pcall(require, "q1"))
package.loaders = {function()
  return "\nmsg"
end, function()
  return 5
end, function()
  return {}
end, print}
print(pcall(require, "q1"))
package.loaders = {function(n)
  return function(...)
    print("ld", ...)
    package.loaded[n] = "set"
  end
end}
print(pcall(require, "q2"))
package.loaders = l
package.path = 5
print(pcall(require, "q3"))
package.path = {}
print(pcall(require, "q3"))
package.path = ""
print(pcall(require, "q3"))
package.path = ";;?;"
print(pcall(require, "q3"))
package.path = "./?.lua"
package.cpath = nil
print(pcall(require, "q3"))
package.cpath = ""
package.preload = 3
print(pcall(require, "q3"))
print(pcall(package.loadlib))
print(pcall(package.loadlib, "x"))
