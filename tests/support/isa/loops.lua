-- Every loop, nested and left in every way.
local sum, t = 0, {}
for i = 1, 10 do
  if i % 2 == 0 then sum = sum + i elseif i == 9 then break else t[#t + 1] = i end
end
for i = 10, 1, -3 do t[i] = function() return i end end
for k, v in pairs(t) do
  if type(v) == "function" then t[k] = v() end
  local x = k
  if x == 3 then break end
end
for a, b, c, d in function(s, c) if c < 3 then return c + 1, s, nil, 4 end end, "state", 0 do
  print(a, b, c, d)
  for _ in ipairs { a } do local function f() return a, b, f end t[f] = f end
end
while sum > 0 do
  local s = sum
  sum = sum - 7
  if sum < 3 then break end
  t.last = function() s = s + 1 return s end
end
repeat
  local done = sum >= 20
  sum = sum + 1
  local f = function() return done end
until done or f()
while true do if sum then break end end
local i = 1
while i < 3 do i = i + 1 local j = i repeat j = j - 1 until j == 0 end
for w in ("a b c"):gmatch("%a") do io.write(w, " ") end
print(sum, #t, t.last and t.last())
do local a, b, c; for i = 1, 2 do local d, e, f; a = i end; print(a, b, c) end
