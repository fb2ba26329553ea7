-- story: load asks its reader for no more than the byte behind the last token that it needs before a syntax error
local function try(...)
  local pieces, calls = { ... }, 0
  local f, message = load(function() calls = calls + 1 return pieces[calls] end, "=x")
  print(calls, type(f), message)
end
try("x = = 1", "y", "z")
try("x =", "= 1", "y", "z")
try("x = 'abc", "def\n", "z", "w")
try("x = [==[ a", "b]=", "=] y = = ", "z", "w")
try("--[[", "comment", "]]", " = = ", "zz")
try("-- comment", " more ", "\n = =", "a")
try("#", "x", "y")
try("x = 0x", "g", "c", "d")
try("x = 3", "e", "+", "z", "d")
try("x = \"\\", "300", "\"", "zz")
try("a.", "b", ".", "c", "=", "1", "!")
try("return", " ", "1", ",", "2", "]", "3")
try("x = [[ a [[", "b", "c")
local calls = 0
print(load(function() calls = calls + 1 return "local a" .. calls .. " " end, "=endless"), calls)
