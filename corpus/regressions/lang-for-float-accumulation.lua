-- story: the loop adds the step each time, so fractions accumulate their error
local n = 0
for x = 0, 1, 0.1 do n = n + 1 io.write(string.format("%.17g ", x)) end
print(n)
n = 0
for x = 1, 0, -0.1 do n = n + 1 end
print(n)
n = 0
for x = 0.1, 0.3, 0.1 do n = n + 1 end
print(n)
local last
for x = 0, 10, 1 / 3 do last = x end
print(string.format("%.17g", last))
