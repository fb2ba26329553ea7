-- Patterns at random, most of them odd, in find, match, gmatch and gsub with every kind of replacement.
local atoms = {"a", "b", ".", "%a", "%d", "%s", "%w", "[ab]", "[^a]", "[a-c]", "%A", "()", "(", ")", "%b()", "%bab", "%f[a]", "%f[^%w]", "%1", "%2", "^", "$", "%%", "%.", "[]", "[]]", "[^]]", "[%a_]", "x", "-", "%", "[", "[a-", "[%", "%z", "\0", "[a-z]", "%x", "%p"}
local quant = {"", "", "", "*", "+", "-", "?"}
local subj = {"", "a", "ab", "aabbcc", "abc abc", "(a(b)c)", "a.b.c", "123 abc", "key=value", "  x ", "aXb\0c", "aaaa", "abababab", "foo(bar(baz))", "x-y-z", "%d"}
local repl = {"", "x", "%0", "%1", "%2", "<%0>", "%%", "%", "%a", "%1%1", "\0"}
for i = 1, ROUNDS do
  local p = {}
  if rnd(5) == 1 then p[1] = "^" end
  for j = 1, rnd(5) do p[#p+1] = pick(atoms) .. pick(quant) end
  if rnd(5) == 1 then p[#p+1] = "$" end
  p = table.concat(p)
  if rnd(3) == 1 then p = "(" .. p .. ")" end
  local s = pick(subj)
  local k = rnd(5)
  if k == 1 then print(i, show(p), show(s), shown(pcall(string.find, s, p, rnd(12) - 6)))
  elseif k == 2 then print(i, show(p), show(s), shown(pcall(string.match, s, p, rnd(12) - 6)))
  elseif k == 3 then print(i, show(p), show(s), shown(pcall(string.gsub, s, p, pick(repl), pick{nil, 0, 1, 2, -1, 100})))
  elseif k == 4 then
    local log = {}
    local r
    local w = rnd(4)
    if w == 1 then r = function(...) log[#log+1] = shown(...) return pick{nil, false, "R", 5, (...)} end
    elseif w == 2 then r = {a = "A", ab = 1, [1] = "one", b = false, abc = true}
    elseif w == 3 then r = setmetatable({}, {__index = function(t, k) log[#log+1] = show(k) return k end})
    else r = function(...) log[#log+1] = shown(...) if rnd(4) == 1 then error("boom") end return pick{{}, print, "ok", true} end end
    print(i, show(p), show(s), shown(pcall(string.gsub, s, p, r, pick{nil, 1, 3})))
    print(table.concat(log, "|"))
  else
    print(i, show(p), show(s), shown(pcall(function() local r, n = {}, 0 for a, b in s:gmatch(p) do n = n + 1 r[#r+1] = shown(a, b) if n > 20 then break end end return table.concat(r, ";") end)))
  end
end
-- Matching inside a replacement function and inside an iteration, and after an error left one.
print((("a1b2c3"):gsub("%a%d", function(m)
  local inner = m:gsub("%d", function(d) return d:rep(2):gsub("%d", "<%0>") end)
  for w in ("x y"):gmatch "%a" do inner = inner .. (w:find "y$" and w or "") end
  return inner .. (pcall(string.gsub, m, "%a", function() error "x" end) and "" or "!")
end)))
for a in ("one two three"):gmatch "%a+" do
  for b in a:gmatch "%a" do if b == "o" then print(a, b, a:find(b, 2)) end end
end
local deep = string.rep("()", 32)
print(string.find("x", deep)) print(pcall(string.find, "x", deep .. "()")) print(pcall(string.rep, "x", 1, 2))
print(string.gsub("abc", "", "-")) print(string.gsub("", "", "-")) print(string.gsub("abc", "b*", "-"))
local function names(f, ...) print(pcall(f, ...)) end
names(function() ("x"):gsub() end) names(function() ("x"):gsub("x", true) end) names(function() ("x"):find({}) end)
names(function() string.gsub("x", "(", "y") end) names(function() ("x"):gsub("x", "%2") end) names(function() ("x"):match("%") end)
names(function() for w in ("x"):gmatch "[" do end end) names(function() ("x"):format() ; ("%d"):format("x") end)
names(function() ("x"):gsub(".", function() return {} end) end) names(function() ("x"):gsub(".", { x = print }) end)
names(function() ("x"):gsub(".", setmetatable({}, { __index = function() error "from index" end })) end)
names(function() return #string.char(unpack({}, 1, 0)), string.char(65, 66), ("x"):byte(10), ("xyz"):byte(1, -1) end)
names(function() return select("#", (("x"):rep(7900)):byte(1, -1)) end) names(function() return (("x"):rep(8100)):byte(1, -1) end)
names(string.dump, print) names(function() return loadstring(string.dump(function(...) return select("#", ...), ... end))(1, 2) end)
return output()
