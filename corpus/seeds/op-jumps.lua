-- seed: JMP forward and back in while, repeat, break, if chains and empty bodies
local out = {}
local function emit(...) for i = 1, select("#", ...) do out[#out + 1] = tostring((select(i, ...))) end end
local i = 0
while i < 3 do i = i + 1 emit("w" .. i) end
while true do
  i = i - 1
  if i == 1 then break end
  emit("b" .. i)
end
repeat i = i + 2 emit("r" .. i) until i > 6
repeat local done = true until done
while false do emit("never") end
repeat break until false
local function grade(n)
  if n >= 90 then return "A"
  elseif n >= 80 then return "B"
  elseif n >= 70 then return "C"
  else return "F" end
end
emit(grade(95), grade(85), grade(75), grade(5))
if nil then elseif false then else emit("else") end
if 1 then else emit("no") end
for x = 1, 3 do
  for y = 1, 3 do
    if y == x then break end
    emit(x .. y)
  end
end
local n = 27
local steps = 0
while n ~= 1 do
  if n % 2 == 0 then n = n / 2 else n = 3 * n + 1 end
  steps = steps + 1
end
emit(steps)
local k = 10
repeat
  k = k - 1
  local stop = k < 5 or k % 4 == 0
until stop
emit(k)
print(table.concat(out, " "))
trace = out
