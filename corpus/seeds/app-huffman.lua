-- seed: Huffman coding: heap, code table, encode, decode and the compression ratio
local function heap(less)
  local h, n = {}, 0
  return {
    push = function(v) n = n + 1 h[n] = v local i = n while i > 1 do local p = math.floor(i / 2) if not less(h[i], h[p]) then break end h[i], h[p], i = h[p], h[i], p end end,
    pop = function()
      local top = h[1]
      h[1], h[n] = h[n], nil
      n = n - 1
      local i = 1
      while true do
        local c = 2 * i
        if c > n then break end
        if c < n and less(h[c + 1], h[c]) then c = c + 1 end
        if not less(h[c], h[i]) then break end
        h[i], h[c], i = h[c], h[i], c
      end
      return top
    end,
    size = function() return n end,
  }
end
local text = "this is an example of a huffman tree, she sells sea shells"
local freq, order = {}, 0
for c in text:gmatch(".") do freq[c] = (freq[c] or 0) + 1 end
local symbols = {}
for c in pairs(freq) do symbols[#symbols + 1] = c end
table.sort(symbols)
local q = heap(function(a, b) if a.f ~= b.f then return a.f < b.f end return a.id < b.id end)
for _, c in ipairs(symbols) do order = order + 1 q.push { f = freq[c], sym = c, id = order } end
while q.size() > 1 do
  local a, b = q.pop(), q.pop()
  order = order + 1
  q.push { f = a.f + b.f, left = a, right = b, id = order }
end
tree = q.pop()
codes = {}
local function assign(n, prefix) if n.sym then codes[n.sym] = prefix else assign(n.left, prefix .. "0") assign(n.right, prefix .. "1") end end
assign(tree, "")
for _, c in ipairs(symbols) do io.write(c == " " and "_" or c, freq[c], ":", codes[c], " ") end
print()
encoded = text:gsub(".", codes)
local out, node = {}, tree
for bit in encoded:gmatch(".") do
  node = bit == "0" and node.left or node.right
  if node.sym then out[#out + 1] = node.sym node = tree end
end
print(table.concat(out) == text, #encoded, #text * 8, ("%.3f"):format(#encoded / (#text * 8)))
print(encoded:sub(1, 60))
