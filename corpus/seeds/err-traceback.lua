-- seed: debug.traceback with messages, levels and threads; only lines that do not name the host are printed
local function strip(tb) local out = {} for line in tb:gmatch("[^\n]+") do if line:find("main chunk") then break end out[#out + 1] = line end return table.concat(out, "\n") end
local function leaf(m) return debug.traceback(m) end
local function middle(m) local r = leaf(m) return r end
function global_fn(m) local r = middle(m) return r end
local obj = {}
function obj:method(m) local r = global_fn(m) return r end
print(strip(leaf("msg")))
print(strip(global_fn("via global")))
print(strip(obj:method("via method")))
print(strip((function() return obj.method(obj, "tail called") end)()))
print(strip(debug.traceback("only")))
print(debug.traceback(nil) ~= "", debug.traceback(12):sub(1, 5), debug.traceback({}) ~= nil, type(debug.traceback({})))
print(middle(), debug.traceback(co) == nil)
local co = coroutine.create(function(x) local function inner() coroutine.yield(1) end inner() end)
print(debug.traceback(co)) print(debug.traceback(co, "fresh"))
coroutine.resume(co)
print(debug.traceback(co)) print(debug.traceback(co, "suspended")) print(debug.traceback(co, "level 1", 1)) print(debug.traceback(co, nil, 2))
coroutine.resume(co)
print(debug.traceback(co, "dead"))
local bad = coroutine.create(function() local t = nil; t.x = 1 end)
print(coroutine.resume(bad))
print(debug.traceback(bad))
local function level(n) return strip(debug.traceback("l" .. n, n)) end
local function wrapper(n) local r = level(n) return r end
print(wrapper(0)) print(wrapper(1)) print(wrapper(2)) print(wrapper(3))
print(select(2, pcall(function() print(strip((select(2, xpcall(function() error("E") end, debug.traceback))))) end)))
local function rec(n) if n == 0 then return strip(debug.traceback("deep")) end local r = rec(n - 1) return r end
print(rec(3)) print(rec(40):find("\t...", 1, true) ~= nil)
tracebacks = { first = strip(leaf("again")) }
