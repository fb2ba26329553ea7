-- Directives of string.format at random.
local flags = {"", "", "-", "+", " ", "#", "0", "-0", "+ ", "#0", "-+ #0", "-+ #00"}
local width = {"", "", "5", "10", "20", "99", "100", "1"}
local prec = {"", "", ".", ".0", ".1", ".5", ".14", ".20", ".99", ".100"}
local conv = {"d","i","c","o","u","x","X","e","E","f","g","G","q","s","s","%","a","y","","\0","d","g"}
local vals = {0, 1, -1, 123, 1.5, -0.5, 1e15, 1e100, 1/0, -1/0, 0/0, 2^53, -2^63, 2^63, 2^64, 1e300, 5e-324, 0.1, 1/3, "abc", "", "a\0b", ("q"):rep(120), "12", "0x1F", " 7 ", 65, 255, 256, 9.999, 99999.5, 123456789, -0, "\n\r\"\\"}
for i = 1, ROUNDS do
  local f = {}
  local a, n = {}, 0
  for j = 1, rnd(3) do
    f[#f+1] = pick{"", "x", "%%", " \0 ", "é"} .. "%" .. pick(flags) .. pick(width) .. pick(prec) .. pick(conv)
    n = n + 1
    a[n] = pick(vals)
    if rnd(40) == 1 then a[n] = pick{{}, true, print} end
  end
  if rnd(20) == 1 then n = n - 1 end
  f = table.concat(f)
  print(i, show(f), shown(pcall(string.format, f, unpack(a, 1, n))))
end
return output()
