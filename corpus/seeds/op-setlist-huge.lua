-- seed: SETLIST whose block number does not fit in C and is stored in the next word
local function build(n)
  return assert(loadstring("return {" .. string.rep("7,", n) .. "'end'}", "=huge"))()
end
local edge = build(25549)
print(#edge, edge[1], edge[25549], edge[25550], edge[25551])
local past = build(25600)
print(#past, past[25550], past[25551], past[25600], past[25601], past[25602])
local count = 0
for i = 1, #past do
  if past[i] == 7 then count = count + 1 end
end
print(count)
local open = assert(loadstring("local a = ... return {" .. string.rep("1,", 25560) .. "...}", "=open"))
local t = open("x", "y", "z")
print(#t, t[25560], t[25561], t[25562], t[25563], t[25564])
huge = { edge = #edge, past = #past, last = past[#past], tail = { t[25561], t[25562] } }
