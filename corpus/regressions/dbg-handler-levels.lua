-- story: a message handler sees every level below it as it is at the error: line, name and named local variables
local function show(tag)
  for level = 1, 6 do
    local i = debug.getinfo(level, "nSl")
    if not i or not debug.getinfo(level + 1) then break end
    local out = {}
    for n = 1, 8 do local name, v = debug.getlocal(level, n) if not name then break end out[n] = name .. "=" .. type(v) end
    print(tag, level, i.what, i.name, i.namewhat, i.currentline, table.concat(out, " "))
  end
end
local function inner(a) local b = a local c = b + {} return c end
print(xpcall(function() local x = 1 inner(2) end, function(m) show("arith") return m end))
print(xpcall(function() local x = 1 error("e") end, function(m) show("error") return m end))
print(xpcall(function() local x = 1 local t = {} t.x.y = 1 end, function(m) show("index") return m end))
print(xpcall(function() local x = 1 string.rep() end, function(m) show("libarg") return m end))
print(xpcall(function() local x = 1 return x() end, function(m) show("call") return m end))
print(xpcall(function() for i = 1, {} do end end, function(m) show("for") return m end))
print(xpcall(function() local x = "a" .. {} end, function(m) show("concat") return m end))
print(xpcall(function() local a, b = 1, 2 return #a, a < {} end, function(m) show("len") return m end))
print(xpcall(function() local a, b = 1, 2 return a < {} end, function(m) show("lt") return m end))
print(xpcall(function() table.sort({1, 2, 3}, function(a, b) error("s") end) end, function(m) show("sort") return m end))
print(xpcall(function() ("x"):gsub("x", function(a, b) error("s") end) end, function(m) show("gsub") return m end))
print(xpcall(function(...) local a = ... ; (nil)[a] = 1 end, function(m) show("varargs") return m end))
print(xpcall(coroutine.wrap(function() error("in co") end), function(m) show("co") return m end))
local handled = setmetatable({}, {__index = function(t, k) return k.x.y end})
print(xpcall(function() return handled.z end, function(m) show("handler of __index") return m end))
print(xpcall(function() return ("x"):rep({}) end, function(m) show("method") return m end))
print(xpcall(function() return string.rep("x", {}) end, function(m) show("type") return m end))
print(xpcall(function() return setmetatable(1, 2) end, function(m) show("argument") return m end))
print(xpcall(function() return ipairs() end, function(m) show("none") return m end))
print(xpcall(function() return rawset({}, nil, 1) end, function(m) show("native") return m end))
print(xpcall(function() return load(function() local x = nil + 1 end) end, function(m) show("reader") return m end))
print(xpcall(function() error("first", 2) end, function(m) local ok, e = pcall(error, "second") show(e) local x = nil .. m end))
print(xpcall(string.rep, function(m) show("direct") return m end))
print(xpcall(function() return absent() end, function(m) show("tail call of nothing") return m end))
print(xpcall(function() absent() return 1, 2, 3, 4 end, function(m) show("call of nothing") return m end))
print(xpcall(function() absent(1) return 1, 2, 3, 4 end, function(m) show("one argument") return m end))
print(xpcall(function(...) absent(...) return 1, 2, 3, 4 end, function(m) show("arguments") return m end, 1, 2))
print(xpcall(function() local t = setmetatable({}, {__call = 1}) t() return 1, 2, 3, 4 end, function(m) show("no handler") return m end))
print(xpcall(function() for k in 1, 2, 3 do local a, b, c, d, e = 1, 2, 3, 4, 5 end end, function(m) show("iterator") return m end))
-- What a for loop could convert before it failed is converted.
local function controls() for n = 1, 3 do print(type(select(2, debug.getlocal(3, n)))) end end
print(xpcall(function() for i = "1", {} do end end, function() controls() end))
print(xpcall(function() for i = "1", "2", {} do end end, function() controls() end))
print(xpcall(function() for i = {}, "2", "3" do end end, function() controls() end))
