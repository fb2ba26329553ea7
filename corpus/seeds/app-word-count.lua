-- seed: word frequency with stable ordering, longest words, letter histogram and an index of positions
local text = [[
It was the best of times, it was the worst of times, it was the age of wisdom,
it was the age of foolishness, it was the epoch of belief, it was the epoch of
incredulity, it was the season of Light, it was the season of Darkness.
]]
local freq, first, total = {}, {}, 0
for pos, word in text:gmatch("()(%a+)") do
  word = word:lower()
  freq[word] = (freq[word] or 0) + 1
  first[word] = first[word] or pos
  total = total + 1
end
local words = {}
for w in pairs(freq) do words[#words + 1] = w end
table.sort(words, function(a, b)
  if freq[a] ~= freq[b] then return freq[a] > freq[b] end
  return first[a] < first[b]
end)
print(total, #words)
for i = 1, 8 do print(("%-10s %3d %s"):format(words[i], freq[words[i]], ("*"):rep(freq[words[i]]))) end
local letters = {}
for c in text:lower():gmatch("%a") do letters[c] = (letters[c] or 0) + 1 end
local hist = {}
for c = ("a"):byte(), ("z"):byte() do local n = letters[string.char(c)] if n then hist[#hist + 1] = string.char(c) .. n end end
print(table.concat(hist, " "))
local by_len = {}
for _, w in ipairs(words) do by_len[#w] = by_len[#w] or {} table.insert(by_len[#w], w) end
for n = 1, table.maxn(by_len) do if by_len[n] then table.sort(by_len[n]) print(n, table.concat(by_len[n], ",")) end end
local lines = {}
for line in text:gmatch("[^\n]+") do lines[#lines + 1] = { len = #line, words = select(2, line:gsub("%a+", "")) } end
for i, l in ipairs(lines) do print(i, l.len, l.words) end
print((text:gsub("(%a)(%a*)", function(a, b) return a:upper() .. b end):match("^[^\n]*")))
counts = { freq = freq, letters = letters, lines = lines }
