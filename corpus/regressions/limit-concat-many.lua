-- story: a concatenation of two hundred operands is too deep for the parser because it associates to the right
for _, n in ipairs { 100, 190, 199, 200, 300 } do
  local f, e = loadstring("local a = ... return a" .. (" .. a"):rep(n), "=cat")
  print(n, f and #f("xy") or e)
end
local s = ""
for i = 1, 300 do s = s .. i end
print(#s)
print(#(("x"):rep(1000) .. ("y"):rep(2000)))
