-- seed: runaway recursion in Lua, in metamethods and through C functions is caught and the state stays usable
local function msg(ok, e) e = tostring(e) return ok, (e:match("stack overflow") or e:match("C stack overflow") or e) end
local n = 0
local function forever() n = n + 1 return 1 + forever() end
print(msg(pcall(forever)))
print(n > 1000, n < 200000)
local t = setmetatable({}, {})
getmetatable(t).__index = function(x, k) return x[k .. "."] end
print(msg(pcall(function() return t.a end)))
getmetatable(t).__add = function(a, b) return a + b end
print(msg(pcall(function() return t + 1 end)))
getmetatable(t).__call = function(self) return (self()) end
print(msg(pcall(t)))
getmetatable(t).__tostring = function(x) return tostring(x) .. "." end
print(msg(pcall(tostring, t)))
local function viapcall(d) local ok, e = pcall(viapcall, d + 1) if not ok then error(e, 0) end return e end
print((msg(pcall(viapcall, 1))))
local function viagsub(s) return (s:gsub(".", viagsub)) end
print(msg(pcall(viagsub, "x")))
local function visort(a, b) table.sort({ 3, 2, 1 }, visort) return a < b end
print(msg(pcall(visort, 1, 2)))
local co
local function viaco() return coroutine.wrap(viaco)() end
print(msg(pcall(viaco)))
local loop = setmetatable({}, {})
getmetatable(loop).__index = loop
print(pcall(function() return loop.x end))
getmetatable(loop).__newindex = loop
print(pcall(function() loop.x = 1 end))
local function ok(k) if k == 0 then return "fine" end return (ok(k - 1)) end
print(ok(150), ok(1000), ok(5000))
print(pcall(string.rep, "x", -1)) print(pcall(unpack, {}, 1, 1e7))
recovered = { ok = true, n = n > 1000 }
