-- seed: numeric for: loop variable copies, changed limits, float accumulation, nesting, huge and tiny steps
local log = {}
for i = 1, 3 do local j = i i = i * 10 log[#log + 1] = j .. "/" .. i end
print(table.concat(log, " "))
local limit, step = 5, 2
for i = 1, limit, step do limit, step = 1, 100 io.write(i, " ") end
print(limit, step)
local function f(name, v) log[#log + 1] = name return v end
log = {}
for i = f("start", 1), f("limit", 2), f("step", 1) do log[#log + 1] = i end
print(table.concat(log, " "))
local n, last = 0, nil
for x = 0, 1, 0.1 do n, last = n + 1, x end
print(n, last, ("%.17g"):format(last))
n = 0
for x = 1, 0, -0.1 do n, last = n + 1, x end
print(n, ("%.17g"):format(last))
for x = 1, 2, 0.3 do io.write(x, " ") end
for x = 2 ^ 53 - 4, 2 ^ 53 - 2 do io.write(("%.0f "):format(x)) end
print()
for i = 3, 1 do print("never") end
for i = 1, 3, -1 do print("never") end
for i = 1, 1, 1e-300 do io.write("once? ", i, " ") if true then break end end
for i = -1, -3, -1 do io.write(i, " ") end
for i = 1e300, 3e300, 1e300 do io.write(i, " ") end
print()
local fns = {}
for i = 1, 3 do for j = i, 3 do fns[#fns + 1] = function() i, j = i + 1, j + 10 return i .. "," .. j end end end
for k, fn in ipairs(fns) do io.write(fn(), " ") end
print(fns[1](), fns[6]())
local function find(t, v) for i = 1, #t do if t[i] == v then return i end end return nil end
print(find({ "a", "b" }, "b"), find({}, 1), find({ 1, 2 }, 3))
for i = 10, 1, -3 do if i == 4 then break end io.write(i, " ") end
for i = 1, 2 do for i = i, i + 1 do io.write(i, ";") end end
print()
for_state = { fns = { fns[2](), fns[3]() }, last = last, n = n }
