-- seed: word wrap, justification, centering, tab expansion and a columns layout
local text = "The quick brown fox jumps over the lazy dog, then sleeps under an extraordinarily comfortable tree until the moon rises."
local function wrap(s, width)
  local lines, line = {}, ""
  for w in s:gmatch("%S+") do
    if line == "" then line = w
    elseif #line + 1 + #w <= width then line = line .. " " .. w
    else lines[#lines + 1] = line line = w end
  end
  if line ~= "" then lines[#lines + 1] = line end
  return lines
end
local function justify(line, width)
  local words = {}
  for w in line:gmatch("%S+") do words[#words + 1] = w end
  if #words == 1 then return line end
  local len = #table.concat(words)
  local gaps, spaces = #words - 1, width - len
  local out = words[1]
  for i = 2, #words do
    local n = math.floor(spaces / gaps) + ((i - 1) <= spaces % gaps and 1 or 0)
    out = out .. (" "):rep(n) .. words[i]
  end
  return out
end
local function center(s, w) local l = math.floor((w - #s) / 2) return (" "):rep(l) .. s .. (" "):rep(w - #s - l) end
for _, width in ipairs { 20, 33, 60 } do
  local lines = wrap(text, width)
  print(width, #lines)
  for i, l in ipairs(lines) do print("|" .. (i < #lines and justify(l, width) or center(l, width)) .. "|") end
end
local function expand(s, n)
  local out, col = {}, 0
  for c in s:gmatch(".") do
    if c == "\t" then local k = n - col % n out[#out + 1] = ("."):rep(k) col = col + k else out[#out + 1] = c col = col + 1 end
  end
  return table.concat(out)
end
print(expand("a\tbc\tdef\tg", 4), expand("\t\t|", 3))
local function columns(items, per_row)
  local w = 0
  for _, s in ipairs(items) do w = math.max(w, #s) end
  local out = {}
  for i = 1, #items, per_row do
    local row = {}
    for j = i, math.min(i + per_row - 1, #items) do row[#row + 1] = ("%-" .. w .. "s"):format(items[j]) end
    out[#out + 1] = table.concat(row, "  "):gsub("%s+$", "") .. ""
  end
  return out
end
layout = columns({ "alpha", "be", "gamma ray", "d", "epsilon", "zeta", "eta" }, 3)
print(table.concat(layout, "\n"))
