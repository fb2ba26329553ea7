-- seed: require with package.preload and package.loaded, module, package.seeall and loader errors
print(type(package.path), type(package.cpath), type(package.loaded), type(package.preload), type(package.loaders), type(package.seeall), type(package.loadlib))
print(package.loaded._G == _G, package.loaded.string == string, require("string") == string, require "table" == table, package.loaded["nothing"])
package.preload.simple = function(name, ...) print("loading", name, ...) return { name = name } end
print(require("simple").name, require("simple") == package.loaded.simple)
package.preload.noresult = function() noresult_ran = (noresult_ran or 0) + 1 end
print(require("noresult"), require("noresult"), noresult_ran)
package.preload.falsy = function() return false end
print(require("falsy"), package.loaded.falsy)
package.preload.setsloaded = function(name) package.loaded[name] = "set by itself" end
print(require "setsloaded")
package.preload.failing = function() error("cannot load", 0) end
print(pcall(require, "failing")) print(package.loaded.failing == nil, type(package.loaded.failing))
package.preload.loops = function() return require("loops") end
print(pcall(require, "loops"))
package.loaded.manual = { v = "manual" }
print(require("manual").v)
package.loaded.simple = nil
print(require("simple").name)
package.preload["a.b.c"] = function(...) module(..., package.seeall) function hello() return "hello from " .. _NAME end version = 1 print(_PACKAGE, _M._M == _M) end
local m = require("a.b.c")
print(m.hello(), m.version, a.b.c == m, m._NAME, m._PACKAGE, getmetatable(m).__index == _G)
package.preload.strictmod = function(name) local print = print module(name) x = 10 function get() return x, print == nil end function missing() return tostring == nil end end
local s = require "strictmod"
print(s.x, s.get(), s.missing(), strictmod == s, package.loaded.strictmod == s)
local function opts(...) local log = {} module("optmod", function(t) log[#log + 1] = t._NAME end, ...) y = 1 return log end
local log = opts(function(t) t.extra = true end)
print(log[1], optmod.extra, optmod.y, y)
print(pcall(require)) print(pcall(require, "failing")) print(pcall(module, "string.len")) print(pcall(module))
local t = {} package.seeall(t) print(t.print == print, getmetatable(t).__index == _G)
local env = getfenv(1) print(env == _G)
modules = { m = m, s = s, loaded = package.loaded.simple }
