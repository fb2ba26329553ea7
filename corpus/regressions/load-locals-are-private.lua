-- story: a loaded chunk sees globals but not the locals around it
local hidden = "local"
visible = "global"
print(loadstring("return hidden, visible")())
print(loadstring("local hidden = ... return function() return hidden end")("arg")())
loadstring("visible = 'changed' created = 1")()
print(visible, created, hidden)
local f = loadstring("n = (n or 0) + 1 return n")
f() f()
print(f(), n)
