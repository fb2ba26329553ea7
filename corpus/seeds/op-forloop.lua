-- seed: FORPREP and FORLOOP with positive, negative, fractional, zero-trip and string bounds
local function run(a, b, c)
  local t = {}
  if c then
    for i = a, b, c do t[#t + 1] = i if #t > 12 then break end end
  else
    for i = a, b do t[#t + 1] = i if #t > 12 then break end end
  end
  print(a, b, c, "->", #t, table.concat(t, " "))
  return #t
end
total = run(1, 5) + run(5, 1) + run(1, 1) + run(0, 0)
total = total + run(5, 1, -1) + run(1, 5, -1) + run(-3, 3, 2) + run(3, -3, -2)
total = total + run(0, 1, 0.25) + run(1, 0, -0.125) + run(0.5, 3) + run(0, 0.9, 0.1)
total = total + run("1", "3") + run("3", 1, "-1") + run("0x2", " 4 ")
total = total + run(1, 1 / 0, 5) + run(-1 / 0, 0) + run(1, 3, 1 / 0) + run(3, 1, -1 / 0)
total = total + run(0 / 0, 1) + run(1, 0 / 0) + run(1, 2, 0 / 0)
total = total + run(1, 0, 0) + run(2 ^ 53 - 1, 2 ^ 53)
print(total)
for i = 1, 3 do
  local j = i
  i = i * 10
  print(j, i)
end
local n = 3
for i = 1, n do n = n - 1 end
print(n)
for i = 3, 1, -1 do
  for j = i, 3 do io.write(i, ":", j, " ") end
end
print()
print(pcall(function() for i = "x", 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, "z" do end end))
print(pcall(function() for i = nil, 2 do end end))
