-- seed: __metatable protects getmetatable and setmetatable; debug library sees through; string metatable
local t = setmetatable({}, { __metatable = "protected", __index = { x = 1 } })
print(getmetatable(t), t.x, pcall(setmetatable, t, nil))
print(type(debug.getmetatable(t)), debug.getmetatable(t).__metatable)
local f = setmetatable({}, { __metatable = false })
print(getmetatable(f), pcall(setmetatable, f, {}))
debug.setmetatable(t, nil)
print(getmetatable(t), t.x)
print(setmetatable(t, { y = 1 }) == t, getmetatable(t).y)
print(getmetatable("").__index == string, getmetatable("a") == getmetatable("b"))
print(getmetatable(1), getmetatable(nil), getmetatable(print), getmetatable(true))
print(pcall(setmetatable, 1, {})) print(pcall(setmetatable, {}, 1)) print(pcall(setmetatable, {})) print(pcall(getmetatable))
getmetatable("").__add = function(a, b) return "sum(" .. a .. "," .. b .. ")" end
print(pcall(function() return "x" + "y" end))
print("1" + "2", "a" + 1, 1 + "b")
getmetatable("").__add = nil
getmetatable("").__call = function(s, ...) return s:format(...) end
print(("%d-%s")(5, "five"))
getmetatable("").__call = nil
debug.setmetatable(nil, { __index = function(_, k) return "nil." .. k end })
print((nil).field, undefined_global.thing)
debug.setmetatable(nil, nil)
print(pcall(function() return undefined_global.thing end))
debug.setmetatable(print, { __index = { name = "a function" }, __concat = function(a, b) return "fn" end })
print(print.name, print .. "x", (function() end).name)
debug.setmetatable(print, nil)
debug.setmetatable(true, { __index = function(b, k) return k .. "?" .. tostring(b) end, __add = function(a, b) return tostring(a) .. "+" .. tostring(b) end })
print((true).really, (false).really, true + 1, 2 + false, true + true)
debug.setmetatable(true, nil)
protected = { msg = getmetatable(setmetatable({}, { __metatable = "m" })) }
