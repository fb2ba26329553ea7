-- story: start, limit and step are evaluated once and the loop variable is a private copy
local log = {}
local function e(n, v) log[#log + 1] = n return v end
for i = e("a", 1), e("b", 3), e("c", 1) do log[#log + 1] = i i = 100 end
print(table.concat(log, " "))
local n = 3
for i = 1, n do n = 1 io.write(i, " ") end
for i = 1, 3 do local i = i * 2 io.write(i, " ") end
local i = "outer"
for i = 1, 1 do end
print(i)
