-- story: loop conditions with and, or, not, calls and assignments inside
local i, log = 0, {}
while i < 5 and not (i == 3) do i = i + 1 log[#log + 1] = i end
print(table.concat(log, " "))
local q = { 1, 2, 3 }
while #q > 0 or i > 3 do local x = table.remove(q) if not x then break end i = i - x io.write(x, ":", i, " ") end
print()
local n = 0
while true do n = n + 1 if n > 10 then break elseif n % 2 == 0 then else if n == 7 then break end end end
print(n)
while nil do end while false do end
repeat n = n - 1 until n < 3 or n == 5
print(n)
