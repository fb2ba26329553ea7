-- story: goto is an ordinary name in 5.1, and so are words reserved later
local goto = 1
local continue, integer, const = 2, 3, 4
print(goto, continue, integer, const)
goto = goto + 1
print(goto)
local t = { goto = "field" }
print(t.goto)
print(loadstring("goto done", "=g")) print(loadstring("::label::", "=g")) print(loadstring("x = 1 // 2", "=g")) print(loadstring("x = 1 & 2", "=g")) print(loadstring("x = ~1", "=g")) print(loadstring("x = 1 >> 2", "=g"))
