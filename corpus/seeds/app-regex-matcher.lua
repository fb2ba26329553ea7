-- seed: a regular expression engine by Thompson simulation, checked against simple expectations
local function parse(re)
  local pos = 1
  local alt
  local function peek() return re:sub(pos, pos) end
  local function atom()
    local c = peek()
    pos = pos + 1
    if c == "(" then local e = alt() if peek() ~= ")" then error("missing )", 0) end pos = pos + 1 return e end
    if c == "." then return { "any" } end
    if c == "\\" then c = peek() pos = pos + 1 end
    if c == "" or c:find("^[*+?|)]$") and re:sub(pos - 2, pos - 2) ~= "\\" then error("unexpected '" .. c .. "'", 0) end
    return { "char", c }
  end
  local function rep() local e = atom() while peek():find("^[*+?]") do e = { peek(), e } pos = pos + 1 end return e end
  local function seq() local s = { "seq" } while pos <= #re and peek() ~= "|" and peek() ~= ")" do s[#s + 1] = rep() end return s end
  function alt() local e = seq() while peek() == "|" do pos = pos + 1 e = { "alt", e, seq() } end return e end
  local e = alt()
  if pos <= #re then error("unexpected " .. peek(), 0) end
  return e
end
local function compile(re)
  local states = { { accept = true } }
  local function new(s) states[#states + 1] = s return s end
  local function gen(e, out)
    local k = e[1]
    if k == "char" then return new { c = e[2], to = out } elseif k == "any" then return new { any = true, to = out }
    elseif k == "seq" then for i = #e, 2, -1 do out = gen(e[i], out) end return out
    elseif k == "alt" then return new { eps = { gen(e[2], out), gen(e[3], out) } }
    elseif k == "?" then return new { eps = { gen(e[2], out), out } } end
    local loop = new { eps = {} }
    local body = gen(e[2], loop)
    loop.eps = { body, out }
    return k == "*" and loop or body
  end
  return gen(parse(re), states[1]), #states
end
local function match(re, s)
  local start = compile(re)
  local function add(set, st) if set[st] then return end set[st] = true set[#set + 1] = st for _, e in ipairs(st.eps or {}) do add(set, e) end end
  local cur = {}
  add(cur, start)
  for ch in s:gmatch(".") do
    local nxt = {}
    for _, st in ipairs(cur) do if st.any or st.c == ch then add(nxt, st.to) end end
    cur = nxt
  end
  for _, st in ipairs(cur) do if st.accept then return true end end
  return false
end
results = {}
for _, t in ipairs { { "abc", "abc abd ab" }, { "a*b", "b aaab aac" }, { "(a|b)*c", "c ababc abab" }, { "a.c", "abc axc ac" }, { "(ab)+", "ab abab aba" }, { "colou?r", "color colour colouur" }, { "(a*)*b", "aaaaaaaaaaaaaaaaaaaab aaaac" }, { "x\\*y", "x*y xxy" }, { "a|b|cd", "a b cd ad" }, { "(|x)y", "y xy xxy" } } do
  for s in t[2]:gmatch("%S+") do local r = match(t[1], s) results[#results + 1] = r io.write(t[1], "~", s, "=", tostring(r), " ") end
end
print(#results, select(2, compile "(a|b)*c+")) print(pcall(compile, "(a")) print(pcall(compile, "*a")) print(pcall(compile, "a)"))
