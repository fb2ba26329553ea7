-- story: a reader that would fail is not reached behind a syntax error, and an error before one wins over it
local function try(...)
  local pieces, i = { ... }, 0
  print(load(function() i = i + 1 local p = pieces[i] if type(p) == "function" then return p() end return p end, "=x"))
end
local function boom() error("boom", 0) end
try("x = =", " ", boom)
try("= = ", boom)
try("x =", boom, "= =")
try("x = 1 --", boom)
try("x = 'a", {}, "'")
try("x = =", true)
