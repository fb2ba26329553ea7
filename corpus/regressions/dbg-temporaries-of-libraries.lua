-- story: what library functions hold on the stack while they call back is what debug.getlocal shows of them
local function show(what)
  local out = {}
  for level = 2, 4 do
    local info = debug.getinfo(level, "Sn")
    -- Not the host, below all.
    if not info or not debug.getinfo(level + 1) then break end
    if info.what == "C" then
      for i = 1, 12 do
        local n, v = debug.getlocal(level, i)
        if not n then break end
        out[#out + 1] = level .. ":" .. i .. "=" .. n .. "/" .. (type(v) == "number" and tostring(v) or type(v) == "string" and ("%q"):format(v) or type(v))
      end
    end
  end
  print(what, table.concat(out, " "))
end
table.sort({3, 1, 2}, function(a, b) show "sort3" return a < b end)
table.sort({5, 4, 3, 2, 1}, function(a, b) show "sort5" return a < b end)
table.sort(setmetatable({"c", "b", "a"}, {}), function(a, b) show "sorts" return a < b end)
;("abc"):gsub(".", function(c) show "gsub" end)
;("abc"):gsub("(a)(b)", function(c) show "gsub2" return "x" end)
local t = setmetatable({}, {__index = function(t, k) show "gsub_index" return "z" end})
;("abc"):gsub(".", t)
table.foreach({1, 2}, function(k, v) show "foreach" end)
table.foreachi({1, 2}, function(k, v) show "foreachi" end)
local once
load(function() if not once then once = true show "load" end end, "=name")
pcall(show, "pcall")
xpcall(function() show "xpcall" end, print)
xpcall(error, function() show "handler" end)
local mt = {__tostring = function() show "tostring" return "s" end, __index = function() show "index" end,
  __newindex = function() show "newindex" end, __lt = function() show "lt" return true end, __eq = function() show "eq" return true end, __concat = function() show "concat" return "" end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
tostring(a)
print(a, 1)
table.sort({a, b})
unpack(a, 1, 2)
for k in pairs({1}) do show "pairs" end
coroutine.wrap(function() show "co" end)()
package.preload.mm = function(...) show "require" end
require "mm"
package.preload["m.n"] = function(...) show "preload" return ... end
table.insert(package.loaders, 1, function(name) show "loader" return "\n\tnot here" end)
table.insert(package.loaders, 3, function(name) show "late loader" return 12 end)
table.insert(package.loaders, 4, function(name) if name == "found" then return function(...) show "found" end end end)
print(require "m.n", require "found", pcall(require, "nowhere\0else"))
setmetatable(package.loaded, { __newindex = function(t, k, v) show "loaded" rawset(t, k, v) end, __index = function() show "look up" end })
package.preload.again = function() end
print(require "again")
setmetatable(package.loaded, nil)
module("m1", function(m) show "module" end)
