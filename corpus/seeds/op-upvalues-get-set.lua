-- seed: GETUPVAL and SETUPVAL at several nesting depths, shared between sibling closures
local function counter(start)
  local n = start
  local function up(by)
    n = n + (by or 1)
    return n
  end
  local function down() n = n - 1 return n end
  local function get() return n end
  local function reset() n = start end
  return up, down, get, reset
end
local up, down, get, reset = counter(10)
print(up(), up(5), down(), get())
reset()
print(get())

local up2, _, get2 = counter(100)
up2(11)
print(get(), get2())

local function nest()
  local a = 1
  return function()
    local b = a + 1
    a = b * 10
    return function()
      local c = a + b
      a, b = b, a
      return function()
        return a, b, c
      end
    end
  end
end
local first = nest()
local second = first()
print(second()())
print(second()())
print(first()()())

history = {}
local function log(v) history[#history + 1] = v end
for i = 1, 3 do log(up(i)) end
print(table.concat(history, ","))
