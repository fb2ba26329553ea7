-- story: call, return and tail return events with the names getinfo gives
local log = {}
local function f() return 1 end
local function g() return f() end
local function h() local x = g() return x end
debug.sethook(function(e) log[#log + 1] = e .. ":" .. tostring(debug.getinfo(2, "n").name) end, "cr")
f()
g()
h()
string.len("x")
debug.sethook()
print(table.concat(log, " "))
