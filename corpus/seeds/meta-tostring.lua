-- seed: __tostring through tostring and print, non-string results, and where it is not consulted
local T = setmetatable({ n = 1 }, { __tostring = function(t) return "T#" .. t.n end })
print(T, tostring(T))
T.n = 2
print(T, "x" .. tostring(T))
print(pcall(function() return "x" .. T end))
print(pcall(string.format, "%s", T))
print(pcall(table.concat, { T }))
print(pcall(io.write, T))
local bad = setmetatable({}, { __tostring = function() return 5 end })
print(pcall(print, bad))
print(tostring(bad), type(tostring(bad)))
local worse = setmetatable({}, { __tostring = function() return {} end })
print(pcall(print, worse), type(tostring(worse)))
local none = setmetatable({}, { __tostring = function() end })
print(pcall(print, none))
local err = setmetatable({}, { __tostring = function() error("in tostring", 0) end })
print(pcall(tostring, err), pcall(print, "first", err))
local u = newproxy(true)
getmetatable(u).__tostring = function() return "a proxy" end
print(u, tostring(u))
local callable = setmetatable({}, { __tostring = setmetatable({}, { __call = function(_, t) return "via call " .. type(t) end }) })
print(callable)
print(pcall(error, T))
print(select(2, pcall(error, T)) == T, tostring(select(2, pcall(error, T))))
local old = tostring
tostring = function(v) return "<" .. old(v) .. ">" end
print(1, "a", nil, T)
tostring = old
print(1, "a", nil, T)
local inherits = setmetatable({}, { __index = { __tostring = function() return "not used" end } })
print((old(inherits):gsub("0?x?%x+$", "ADDR")))
shown = { tostring(T), tostring(u), obj = T }
