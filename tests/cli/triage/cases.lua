-- Writes a folder of cases for triage: `cases.lua FOLDER COUNT`. Most diverge on faulty.lua by one of its twelve bugs; the others
-- agree, do not end, crash or block the subject, eat memory, do not parse, are binary, or are empty.
local folder, count = arg[1], tonumber(arg[2])

local seed = 20261126
local function random(n)
  seed = (seed * 16807) % 2147483647
  return seed % n + 1
end
local function pick(list) return list[random(#list)] end

local noise = {
  "local %s = {} for i = 1, %d do %s[i] = i * i end print(#%s, %s[%d])",
  "local function %s(n) if n < 2 then return n end return %s(n - 1) + %s(n - 2) end print(%s(%d))",
  "do local %s, sum = 0, 0 while %s < %d do %s = %s + 1 sum = sum + %s %% 3 end print('sum', sum) end",
  "local %s = setmetatable({}, {__index = function(_, k) return k * %d end}) print(%s[1], %s[2])",
  "for i = %d, 1, -2 do if i %% 3 == 0 then print('fizz', i) end end",
  "local %s = coroutine.wrap(function() for i = 1, %d do coroutine.yield(i) end end) print(%s(), %s())",
  "print(pcall(error, {code = %d}) , type(%d), not nil)",
  "local %s = 'abc' .. %d print(%s, #%s, %s == 'abc')",
}
local names = {"alpha", "beta", "gamma", "delta", "omega", "items", "total", "value"}
local function line()
  local name, n = pick(names), random(9) + 2
  local text = pick(noise):gsub("%%s", name):gsub("%%d", tostring(n)):gsub("%%%%", "%%")
  return "do " .. text .. " end"
end

-- One for each bug, in several shapes: N and M are numbers.
local bugs = {
  {"print(('ab'):rep(N))", "local s = string.rep('x', N) print(#s)", "local t = {string.rep('-', N), 1} print(t[1])"},
  {"print(select(-1, 'a', N))", "local function last(...) return (select(-1, ...)) end print(last(N, 2, 1))"},
  {"local q = {1, N, 3} print(table.remove(q, 1), #q)", "local q = {'a', 'b'} local first = table.remove(q, 1) print(first)"},
  {"print(table.concat({1, N, 3}, ', '))", "local t = {} for i = 1, N do t[i] = i end print(table.concat(t, '--'))"},
  {"print(('word'):upper())", "local s = string.upper('abcN') print(s)"},
  {"print(math.floor(-N - 0.5))", "local function half(x) return math.floor(x / 2) end print(half(-N * 2 - 1))"},
  {"print(tonumber('N1', 16))", "local t = {tonumber('10', 16)} print(t[1] + N)"},
  {"print(string.format('%x', N * 3))", "local s = ('%x'):format(N) print(s)"},
  {"local t = {3, 1, N, 2} table.sort(t, function(a, b) return a < b end) print(t[1], t[2], t[3])",
   "local t = {'b', 'a', 'c'} table.sort(t, function(a, b) return a > b end) print(t[1])"},
  {"for i, v in ipairs({5, 6, 7, 8, N}) do print(i, v) end", "local n = 0 for _, v in ipairs({1, 2, 3, N}) do n = n + v end print(n)"},
  {"print(unpack({1, N, 3}, 2))", "local function rest(...) return unpack({...}, 2) end print(rest(1, N, 3, 4))"},
  {"print(math.max(N + 5, N))", "local best = 100 for _, v in pairs({x = N}) do best = math.max(best, v) end print(best)"},
}

local function write(name, text)
  local file = assert(io.open(folder .. "/" .. name, "wb"))
  file:write(text)
  file:close()
end

local function program(middle)
  local lines = {}
  for _ = 1, random(12) + 3 do lines[#lines + 1] = line() end
  table.insert(lines, random(#lines), middle)
  return table.concat(lines, "\n") .. "\n"
end

local kinds = {
  {5, "agree", function() return program("print('done', " .. random(100) .. ")") end},
  {1, "loop", function() return program("while true do end") end},
  {1, "memory", function() return program("local t = {} while true do t[#t + 1] = ('x'):rep(2):rep(2) .. #t t = {t, t, {}} end") end},
  {1, "syntax", function() return program("local = " .. random(9)) end},
  {1, "binary", function(i) return i % 2 == 0 and string.dump(assert(loadstring("print(" .. i .. ")"))) or "\27Lua\81\0\1\4" .. i end},
  {1, "empty", function() return "" end},
}
local weights = 0
for _, kind in ipairs(kinds) do weights = weights + kind[1] end

local special = {
  crash = "print(1) os.difftime(4242)", hang = "print(2) os.difftime(2424)", blowup = "print(3) os.difftime(3434)",
}
local n = 0
for name, text in pairs(special) do
  for i = 1, math.max(1, math.floor(count / 200)) do
    n = n + 1
    write(name .. i .. ".lua", program(text))
  end
end
for i = n + 1, count do
  if i % 10 < 6 then
    local bug = i % #bugs + 1
    local text = pick(bugs[bug]):gsub("%f[%a]N%f[%A]", tostring(random(5) + 3)):gsub("N", tostring(random(5) + 3))
    write(string.format("bug%02d-%03d.lua", bug, i), program(text))
  else
    local at = random(weights)
    for _, kind in ipairs(kinds) do
      at = at - kind[1]
      if at <= 0 then
        write(string.format("%s-%03d.%s", kind[2], i, kind[2] == "binary" and "luac" or "lua"), kind[3](i))
        break
      end
    end
  end
end
