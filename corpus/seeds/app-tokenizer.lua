-- seed: a tokenizer for a small language driven by a table of anchored patterns, with line and column
local rules = {
  { "space", "^[ \t\r]+" }, { "newline", "^\n" }, { "comment", "^#[^\n]*" },
  { "number", "^%d+%.?%d*" }, { "name", "^[%a_][%w_]*" }, { "string", '^"([^"\n]*)"' },
  { "op", "^[=<>!]=" }, { "op", "^[-+*/%%^=<>(){},;]" },
}
local keywords = {}
for w in ("if then else end while do return function and or not"):gmatch("%a+") do keywords[w] = true end
local function tokenize(src)
  local pos, line, start, tokens = 1, 1, 1, {}
  while pos <= #src do
    local matched = false
    for _, rule in ipairs(rules) do
      local s, e, cap = src:find(rule[2], pos)
      if s then
        matched = true
        local kind, text = rule[1], cap or src:sub(s, e)
        if kind == "name" and keywords[text] then kind = "keyword" end
        if kind == "number" then text = tonumber(text) end
        if kind == "newline" then line, start = line + 1, e + 1
        elseif kind ~= "space" and kind ~= "comment" then
          tokens[#tokens + 1] = { kind = kind, text = text, line = line, col = s - start + 1 }
        end
        pos = e + 1
        break
      end
    end
    if not matched then error(("line %d col %d: unexpected '%s'"):format(line, pos - start + 1, src:sub(pos, pos)), 0) end
  end
  return tokens
end
tokens = tokenize [[
function area(w, h) # product
  if w >= 0 and h != 0 then
    return w*h + 1.5 end
end
label = "two words"
]]
for _, t in ipairs(tokens) do io.write(t.line, ":", t.col, " ", t.kind, " ", t.text, "\n") end
local count = {}
for _, t in ipairs(tokens) do count[t.kind] = (count[t.kind] or 0) + 1 end
print(count.keyword, count.name, count.op, count.number, count.string)
print(pcall(tokenize, "ok = 1\n  $bad")) print(pcall(tokenize, 'x = "open'))
