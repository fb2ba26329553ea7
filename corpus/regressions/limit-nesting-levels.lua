-- story: two hundred levels of syntax are too many for blocks, calls, tables and functions
local function try(open, mid, close, n) local f, e = loadstring(open:rep(n) .. mid .. close:rep(n), "=nest") return f and "ok" or e end
for _, n in ipairs { 100, 190, 210 } do
  print(n, try("do ", "", " end", n))
  print(n, try("(function() ", "", " end)() ", n))
  print(n, (try("x = {", "", "}", 1)))
  print(n, (loadstring("return " .. ("{"):rep(n) .. ("}"):rep(n)) and "ok") or select(2, loadstring("return " .. ("{"):rep(n) .. ("}"):rep(n), "=t")))
  print(n, (loadstring("return " .. ("-"):rep(n):gsub("-", "- ") .. "1", "=minus") and "ok") or "too deep")
end
