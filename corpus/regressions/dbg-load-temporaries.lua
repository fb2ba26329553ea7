-- story: while a reader runs, load keeps the last piece, a nil that came first, and a table and a prototype of each open function
local function show()
  local out = {}
  for n = 1, 12 do
    local name, value = debug.getlocal(3, n)
    if not name then break end
    out[n] = type(value) == "string" and ("%q"):format(value) or type(value)
  end
  print(table.concat(out, " "))
end
local function try(pieces, ...)
  local i = 0
  local f, message = load(function() i = i + 1 show() return pieces[i] end, ...)
  print(type(f), message)
end
try{}
try{""}
try{nil, "x = 1 ", " y = function() ", " end"}
try({"local x = 1 ", "function f() ", "local y ", "function g() ", " end ", " end ", "return 5"}, "=name")
try({"x = 1 ", "x = ", "y"}, "=name", 3, 4)
try({"x = '", "abc", "d'", 5.5, "y = 'a' "}, "=name")
try({"x = ", {}}, nil, 1)
