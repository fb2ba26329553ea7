-- seed: checksums of string.dump for generated chunks, so that compiled code is compared as data
local function checksum(s)
  local a, b = 1, 0
  for i = 1, #s, 50 do
    for _, c in ipairs({ s:byte(i, i + 49) }) do
      a = (a + c) % 65521
      b = (b + a) % 65521
    end
  end
  return ("%04x%04x %d"):format(b, a, #s)
end
local function dump(src) return checksum(string.dump(assert(loadstring(src, "=dump")))) end
local sources = {
  empty = "",
  arith = "local a, b = 1, 2 return a + b * 2 - 3 / b % 4 ^ a, -a, not b, #'x', 1 + 2, 0 / 0, 2 ^ 0.5",
  jumps = "local n = ... while n > 0 do if n == 5 then break elseif n % 2 == 0 then n = n / 2 else n = n - 1 end end return n and 1 or 2",
  loops = "for i = 1, 10 do for k, v in pairs({}) do print(i, k, v) end end repeat local x = f() until x",
  calls = "f() f(1) f(1, 2, g()) local a, b = f() return f(g(...)), (f())",
  closures = "local a, b = 1 return function(x, ...) local c = a return function() a, b, c = c, x return ... == nil end end",
  tables = "return { 1, 2, 3, x = 1, [f()] = 2; g() }, { f = function() end, ... }",
  methods = "function a.b.c:d(x) self.y = x return self:e(x):f() end local s = ('x'):rep(3) a['b c'].d = nil",
  logic = "local a, b, c = ... local x = a and b or c local y = not (a == b) return a < b, a <= b and c, x or y, (a or b) and not c",
  nils = "local a, b, c local d = nil local e, f = nil, nil a, b = nil return a, b, c, d, e, f",
  strings = "return 'a' .. 1 .. [[b\nc]] .. \"\\065\\n\\\n\" .. ('x')",
}
local names = {}
for k in pairs(sources) do names[#names + 1] = k end
table.sort(names)
sums = {}
for _, k in ipairs(names) do
  sums[k] = dump((sources[k]:gsub("return %.%.%. == nil", "return c == nil")))
  print(k, sums[k])
end
local wide = {}
for i = 1, 270 do wide[i] = "t.k" .. i .. " = t.k" .. (i - 1) .. " + " .. i .. ".5" end
print("wide", dump("local t = {}\n" .. table.concat(wide, "\n") .. "\nreturn t:k270(t.k1 < 9.25, 'end' == t)"))
print("setlist", dump("return {" .. ("1,"):rep(120) .. "...}"), dump("return {" .. ("nil,"):rep(50) .. "}"))
print("deep", dump("return " .. ("("):rep(60) .. "x" .. (")"):rep(60) .. (".y"):rep(60)), dump("local a = ... return " .. ("a .. "):rep(100) .. "a"))
