-- seed: messages of loadstring for many kinds of malformed source
local cases = {
  "x =", "x = 1 +", "if x then", "for i = 1 do end", "for i in do end", "function () end",
  "local function end", "return return", "break", "x", "x.y", "f(", "f(1,", "x = {1, 2", "x = }",
  "x = 'unfinished", 'x = "unfinished\n"', "x = [[unfinished", "--[[unfinished", "x = 1e", "x = 0x", "x = 3x",
  "x = 1..2", "x = '\\300'", "goto = 1 =", "local x <const> = 1", "x = a b", "end", "until x", "else",
  "for a.b = 1, 2 do end", "local a.b = 1", "f() = 1", "(a) = 1", "a.b:c = 1", "a:b", "x = ~1", "x != 1", "x = 5 // 2",
  "return 1,", "x = function", "x = function(a, ...", "function f(..., a) end", "repeat x = 1", "while true x end",
  "x = [=x]", "x = [==", "@", "$x = 1", "x = 'a\\\nb' y", "local 1 = 2", "x = ...", "function f() return ... end", "{}", "1 = x",
}
for _, c in ipairs(cases) do
  local f, msg = loadstring(c, "=src")
  print(("%-28q"):format(c), f and "ok" or msg)
end
print(loadstring("x = 1\n\n\ny = = 2", "@file.lua"))
print(loadstring("x = 1 y = = 2"))
print(loadstring("-- a long first line that will be cut in the chunk name because it is too long for it\nx = = 1"))
print(loadstring("\n\nz ="))
errors_checked = { count = #cases, first = cases[1] }
