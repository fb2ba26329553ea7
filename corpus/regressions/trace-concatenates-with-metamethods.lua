-- story: further arguments of debug.traceback are concatenated, level by level, and so __concat sees the text grow
local function show(v) return type(v) == "table" and "T" or (string.format("%q", tostring(v))) end
local grows = {}
grows.__concat = function(a, b) print(show(a), show(b)) return setmetatable({}, grows) end
local ends = { __concat = function(a, b) print(show(a), show(b)) return "S" end }
local t, u = setmetatable({}, grows), setmetatable({}, ends)
local function f(...) local ok, text = pcall(debug.traceback, ...) print(ok, show(text)) end
f("m", t) f("m", 1, t) f("m", t, t) f("m", u, 2) f("m", "a", u, "b", u) f("m", u, 1) f("m", nil, u) f("m", u, nil)
f(coroutine.create(f), "m", u) f(coroutine.create(f), "m", u, 1)
f("m", setmetatable({}, { __concat = function() return nil end }))
f("m", setmetatable({}, { __concat = function() error("inside", 0) end }))
local function deep(n) if n == 0 then f("m", u) f("m", t) return end deep(n - 1) return 1 end
deep(12) deep(30)
