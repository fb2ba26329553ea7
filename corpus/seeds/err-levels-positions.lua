-- seed: error with every level, with and without position, through nested functions and tail calls
local function l0() error("level 0", 0) end
local function l1() error("level 1", 1) end
local function l2() error("level 2", 2) end
local function l3() error("level 3", 3) end
local function l9() error("level 9", 90) end
local function dflt() error("default") end
local function call(f)
  f()
end
local function outer(f)
  call(f)
end
for _, f in ipairs { l0, l1, l2, l3, l9, dflt } do
  print(pcall(outer, f))
end
print(pcall(error, "direct")) print(pcall(error, "direct", 0)) print(pcall(error, "direct", 2))
print(pcall(error)) print(pcall(error, nil)) print(pcall(error, 42)) print(pcall(error, true))
print(pcall(function() error(42) end)) print(pcall(function() error("42", 1) end)) print(pcall(function() error(42.5, 1) end))
local function tail() return l2() end
print(pcall(function() tail() end))
print(pcall(function() return tail() end))
print(pcall(loadstring("error('in chunk')", "=chunk"))) print(pcall(loadstring("\n\nerror('line three', 1)", "@file.lua")))
print(pcall(function() local ok = pcall(l1) error("after " .. tostring(ok), 2) end))
print(pcall(function() assert(false) end)) print(pcall(function() assert(nil, "assert message") end)) print(pcall(assert, false, { 1 } and "v"))
print(assert(1, 2, 3)) print(pcall(assert)) print(select("#", assert(true, nil)))
local v = { "table" }
local ok, e = pcall(function() error(v, 2) end)
print(ok, e == v)
ok, e = pcall(function() assert(false, v) end)
print(ok, e == v)
level_results = { ok = ok, e = e, last = select(2, pcall(l1)) }
