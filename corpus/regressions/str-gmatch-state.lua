-- story: gmatch iterators are independent, advance over empty matches and end with nil
local a, b = ("x y"):gmatch("%a"), ("x y"):gmatch("%a")
print(a(), b(), a(), a(), b(), b())
for s in ("abc"):gmatch("%d*") do io.write("[", s, "]") end
for p, s in ("ab cd"):gmatch("()(%a+)") do io.write(p, s, " ") end
for k, v in ("a=1,b=2"):gmatch("(%w)=(%w)") do io.write(k, v, " ") end
for x in (""):gmatch("") do io.write("once ") end
for x in ("ab"):gmatch("") do io.write("three ") end
print()
print(pcall(string.gmatch, "x")) print(type(string.gmatch("x", "x")), string.gfind == string.gmatch) print(pcall(string.gmatch("x", "%")))
