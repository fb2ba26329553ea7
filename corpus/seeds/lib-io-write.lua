-- seed: io.write of strings and numbers, chained calls through io.stdout, io.type and argument errors
io.write("a", 1, " ", 2.5, "\n")
io.write()
io.write("", "")
print(io.write("x") == io.stdout, io.type(io.stdout), io.type(42), io.type("x"), io.type(nil))
io.write(1e15, " ", 1e100, " ", -0.5, " ", 1 / 3, " ", 2 ^ 53, "\n")
print(pcall(io.write, nil)) print(pcall(io.write, {})) print(pcall(io.write, true)) print(pcall(io.write, "shown ", {}))
io.write("embedded\0zero", "\n")
io.stdout:write("method ", "call ", 5, "\n")
print(io.stdout:write("result "))
print(pcall(io.type)) print(type(io.output()), io.output() == io.stdout)
local function names(t) local r = {} for k in pairs(t) do r[#r + 1] = k end table.sort(r) return table.concat(r, " ") end
print(names(io))
local function printf(fmt, ...) io.write(fmt:format(...)) end
printf("%d %s %.2f\n", 1, "two", 3)
for i = 1, 3 do
  for j = 1, 3 do io.write(i * j, j < 3 and "\t" or "\n") end
end
local real = io.write
local buffer = {}
io.write = function(...) for _, v in ipairs { ... } do buffer[#buffer + 1] = tostring(v) end end
io.write("captured", 1, 2)
io.write = real
print(#buffer, table.concat(buffer, "+"))
print("print with", "tabs", nil, true, 1.5) print() print(nil) print("") print("a\0b")
local old = print
print = function(...) old("wrapped", ...) end
print(1, 2)
print = old
output = { buffer = buffer, kind = io.type(io.stdout) }
