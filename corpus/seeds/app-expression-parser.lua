-- seed: precedence climbing parser that builds trees, evaluates them and prints them back
local prec = { ["or"] = { 1, 2 }, ["and"] = { 2, 3 }, ["<"] = { 3, 4 }, ["+"] = { 5, 6 }, ["-"] = { 5, 6 }, ["*"] = { 7, 8 }, ["/"] = { 7, 8 }, ["^"] = { 11, 10 } }
local function parse(src)
  local toks, i = {}, 1
  for t in (src .. " "):gmatch("%s*(%d*%.?%d+)") do end
  local pos = 1
  while true do
    local a, b, t = src:find("^%s*(%d+%.?%d*)", pos)
    if not a then a, b, t = src:find("^%s*([%a_][%w_]*)", pos) end
    if not a then a, b, t = src:find("^%s*([-+*/^()<])", pos) end
    if not a then break end
    toks[#toks + 1] = t
    pos = b + 1
  end
  if src:find("%S", pos) then error("bad character at " .. src:find("%S", pos), 0) end
  local expr
  local function primary()
    local t = toks[i]
    i = i + 1
    if t == nil then error("unexpected end", 0) end
    if t == "(" then local e = expr(0) if toks[i] ~= ")" then error("missing )", 0) end i = i + 1 return e end
    if t == "-" then return { op = "neg", expr(9) } end
    if tonumber(t) then return tonumber(t) end
    if t:match("^[%a_]") and not prec[t] then return { var = t } end
    error("unexpected " .. t, 0)
  end
  function expr(limit)
    local left = primary()
    while prec[toks[i]] and prec[toks[i]][1] > limit do
      local op = toks[i]
      i = i + 1
      left = { op = op, left, expr(prec[op][2] - 1) }
    end
    return left
  end
  local e = expr(0)
  if toks[i] then error("unexpected " .. toks[i], 0) end
  return e
end
local ops = { ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end, ["*"] = function(a, b) return a * b end, ["/"] = function(a, b) return a / b end,
  ["^"] = function(a, b) return a ^ b end, ["<"] = function(a, b) return a < b and 1 or 0 end, neg = function(a) return -a end, ["and"] = function(a, b) return a ~= 0 and b or a end, ["or"] = function(a, b) return a ~= 0 and a or b end }
local function eval(e, env) if type(e) == "number" then return e elseif e.var then return env[e.var] or error("unbound " .. e.var, 0) end return ops[e.op](eval(e[1], env), e[2] and eval(e[2], env)) end
local function show(e) if type(e) == "number" then return tostring(e) elseif e.var then return e.var elseif e.op == "neg" then return "(-" .. show(e[1]) .. ")" end return "(" .. show(e[1]) .. e.op .. show(e[2]) .. ")" end
trees = {}
for _, src in ipairs { "1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-2 ^ 2", "10 - 4 - 3", "x * x - y / 4", "1 < 2 and 3 or 4", "8 / 2 / 2", "-x + -(-y)" } do
  local t = parse(src)
  trees[src] = t
  print(src, show(t), eval(t, { x = 5, y = 8 }))
end
for _, bad in ipairs { "1 +", "(1", "1 2", "* 3", "1 $ 2", "" , "z + 1" } do print(bad, pcall(function() return eval(parse(bad), {}) end)) end
