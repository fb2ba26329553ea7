-- seed: gmatch and gfind over words, pairs, positions, empty matches and anchors
local out = {}
for w in ("one two  three"):gmatch("%S+") do out[#out + 1] = w end
print(table.concat(out, "|"))
local t = {}
for k, v in ("a=1, b=2, c=3"):gmatch("(%w+)=(%w+)") do t[k] = tonumber(v) end
print(t.a, t.b, t.c)
for a, b, c in ("1-2-3 4-5-6"):gmatch("(%d)-(%d)-(%d)") do io.write(a + b + c, " ") end
for p in ("abc"):gmatch("()") do io.write(p, " ") end
for s in ("a,b,,c,"):gmatch("([^,]*)") do io.write("[", s, "]") end
print()
for s in ("a,b,,c"):gmatch("([^,]*),?") do io.write("[", s, "]") end
for s in ("hello"):gmatch("l") do io.write("<", s, ">") end
for s in (""):gmatch(".*") do io.write("{", s, "}") end
for s in ("xx"):gmatch("x*") do io.write("(", s, ")") end
for s in ("^a ^a"):gmatch("^a") do io.write("~", s) end
print()
print(string.gfind == string.gmatch, pcall(string.gmatch, "x")) print(pcall(function() for x in ("x"):gmatch("(") do end end))
local it = ("a b c"):gmatch("%a")
print(it(), it(), it(), it())
for line in ("line1\nline2\n\nline4"):gmatch("([^\n]*)\n?") do io.write("<", line, ">") end
print()
local csv = 'plain,"quoted, comma","with ""quotes""",last'
local fields, pos = {}, 1
while pos <= #csv do
  local q, e = csv:match('^"((.-))"()', pos)
  if csv:sub(pos, pos) == '"' then
    local s, i = "", pos + 1
    while true do
      local a, b = csv:match('^([^"]*)("*)', i)
      i = i + #a + #b
      s = s .. a .. ('"'):rep(math.floor(#b / 2))
      if #b % 2 == 1 then break end
    end
    fields[#fields + 1], pos = s, i + 1
  else
    local f, n = csv:match("^([^,]*)(),?", pos)
    fields[#fields + 1], pos = f, n + 1
  end
end
for i, f in ipairs(fields) do print(i, f) end
parsed = { fields = fields, t = t, words = out }
