-- story: how tokens are shown after near in syntax errors
for _, s in ipairs { "x = 'unclosed", "x = [[unclosed", "x = 12abc", "x = ", "x = }", "for", "x = 'a' 'b'", "x == 1", "return return", "x = \"a\nb\"", "x = ...)", "local function 5", "x.5 = 1", "x = <eof>", "x = ..", "f(", "x = 1 2", "a.b:c", "--[==[ x", "x = [=[ y ]]" } do
  print((select(2, loadstring(s, "=t"))))
end
