-- story: a reader that loads again is as deep in C as the functions and operands that are open around its piece
local depth = 0
local function try(pieces)
  local i = 0
  depth = depth + 1
  return load(function()
    i = i + 1
    if pieces[i] == "!" then
      try(pieces)
      return " "
    end
    return pieces[i]
  end)
end
for _, pieces in ipairs {
  { "!" }, { "x = ", "!", "1" }, { "x = function() ", "!", " end" }, { "x = {{{", "!", "}}}" },
  { "do do do ", "!", "end end end" }, { "x = 1 + (2 * (3 ^ ", "!", "4))" }, { "x = f(function() return function() return ", "!", " 1 end end)" },
  { "x = 'a", "!", "b'" }, { "--[[ ", "!", "]] x = 1" }, { "a.b.c:d(e[", "!", "1])" }, { "for i = 1, ", "!", "2 do end" },
} do
  depth = 0
  local f, message = try(pieces)
  print(depth, type(f), message)
end
