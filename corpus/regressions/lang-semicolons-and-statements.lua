-- story: where semicolons may stand and how statements end
print(loadstring("x = 1; y = 2;") ~= nil, loadstring("x = 1 y = 2") ~= nil, loadstring("return;") ~= nil, loadstring("return 1;") ~= nil, loadstring("do return end;") ~= nil)
print(loadstring(";", "=s")) print(loadstring("x = 1;;", "=s")) print(loadstring("do ; end", "=s")) print(loadstring("return 1; x = 2", "=s")) print(loadstring("break;", "=s"))
print(loadstring("while true do break; end") ~= nil, loadstring("if x then return; end") ~= nil, loadstring("f();g()") ~= nil)
local a = 1; local b = 2; print(a + b);
