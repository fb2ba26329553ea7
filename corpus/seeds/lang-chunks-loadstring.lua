-- seed: loadstring and load with pieces, chunk names, arguments, results and shared globals
print(loadstring("return 1, 2, 3")())
print(loadstring("return ...", "=name")("a", "b"))
print(loadstring("")(), select("#", loadstring("")()))
print(loadstring("local a = ... a = a * 2 return a")(21))
counter = 0
local inc = loadstring("counter = counter + 1 return counter")
inc() inc()
print(inc(), counter)
local pieces = { "return ", "'pi", "eces'", " .. ", "n" }
local i = 0
n = 5
local f = load(function() i = i + 1 return pieces[i] end, "=pieces")
print(f(), i)
print(load(function() return nil end)())
print(pcall(load, "not a function"))
print(pcall(load, function() error("reader failed") end))
print(pcall(load, function() return {} end))
local errs = { "=eq name", "@at name", "plain text", "two\nlines", "" }
for _, name in ipairs(errs) do print(select(2, loadstring("x = = 1", name))) end
for _, name in ipairs(errs) do print(pcall(loadstring("error('run time')", name))) end
local function compile(expr) return assert(loadstring("local x, y = ... return " .. expr)) end
local exprs = { "x + y", "x .. y", "x and y", "{ x, y }[1]" , "(x or 0) * (y or 1)" }
for _, e in ipairs(exprs) do
  local ok, fn = pcall(compile, e)
  print(e, ok, ok and fn(6, 7) or fn)
end
generated = {}
for k = 1, 3 do generated[k] = loadstring("return function(v) return v * " .. k .. " end")()(10) end
print(unpack(generated))
