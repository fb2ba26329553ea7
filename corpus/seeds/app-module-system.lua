-- seed: a dependency resolving module system with preload, lazy modules and circular imports
local order = {}
local function define(name, deps, body)
  package.preload[name] = function(...)
    order[#order + 1] = name
    local m = { _NAME = ..., deps = {} }
    package.loaded[name] = m
    for i, d in ipairs(deps) do m.deps[i] = require(d) end
    local r = body(m, unpack(m.deps))
    return r
  end
end
define("util", {}, function(m) function m.map(f, t) local r = {} for i, v in ipairs(t) do r[i] = f(v) end return r end end)
define("strings", { "util" }, function(m, util) function m.upper_all(t) return util.map(string.upper, t) end end)
define("even", { "odd" }, function(m, odd) function m.test(n) if n == 0 then return true end return odd.test(n - 1) end end)
define("odd", { "even" }, function(m, even) function m.test(n) if n == 0 then return false end return even.test(n - 1) end end)
define("app", { "strings", "util", "even" }, function(m, s, u, e)
  m.result = table.concat(s.upper_all { "a", "b" }, "-") .. table.concat(u.map(function(n) return tostring(e.test(n)) end, { 1, 2 }), "/")
end)
local app = require "app"
print(app.result, app._NAME, table.concat(order, " "))
print(require("util") == app.deps[2], require("even").deps[1] == require "odd", require("odd").test(7), require("odd").deps[1].test(10))
local lazy = setmetatable({}, { __index = function(t, k) local ok, m = pcall(require, "plugin." .. k) local v = ok and m or false rawset(t, k, v) return v end })
package.preload["plugin.hello"] = function(name) order[#order + 1] = name return { say = function(who) return "hello " .. who end } end
print(lazy.hello.say("world"), lazy.hello == package.loaded["plugin.hello"], rawget(lazy, "hello") ~= nil)
package.preload["plugin.broken"] = function() error("init failed", 0) end
print(lazy.broken, rawget(lazy, "broken"))
local function reload(name) local old = package.loaded[name] package.loaded[name] = nil local new = require(name) return old ~= new, new end
print((reload "util")) print(#order, order[#order])
module_order = order
module_state = { app = app, lazy = lazy, same = require "util" }
