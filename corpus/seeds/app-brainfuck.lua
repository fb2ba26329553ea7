-- seed: a brainfuck interpreter and a compiler to Lua source, run on the same programs
local function interpret(src, input)
  local jump, stack = {}, {}
  for i = 1, #src do
    local c = src:sub(i, i)
    if c == "[" then stack[#stack + 1] = i elseif c == "]" then local j = table.remove(stack) or error("unmatched ]", 0) jump[i], jump[j] = j, i end
  end
  if #stack > 0 then error("unmatched [", 0) end
  local tape, p, ip, inp, out, steps = {}, 0, 1, 1, {}, 0
  while ip <= #src do
    local c = src:sub(ip, ip)
    local v = tape[p] or 0
    if c == ">" then p = p + 1 elseif c == "<" then p = p - 1
    elseif c == "+" then tape[p] = (v + 1) % 256 elseif c == "-" then tape[p] = (v - 1) % 256
    elseif c == "." then out[#out + 1] = string.char(v) elseif c == "," then tape[p] = input:byte(inp) or 0 inp = inp + 1
    elseif c == "[" then if v == 0 then ip = jump[ip] end elseif c == "]" then if v ~= 0 then ip = jump[ip] end end
    ip = ip + 1
    steps = steps + 1
  end
  return table.concat(out), steps
end
local function compile(src)
  local code = { "local t, p, n, out, input = setmetatable({}, { __index = function() return 0 end }), 0, 0, {}, ..." }
  local ops = { [">"] = "p = p + %d", ["<"] = "p = p - %d", ["+"] = "t[p] = (t[p] + %d) %% 256", ["-"] = "t[p] = (t[p] - %d) %% 256" }
  local i = 1
  while i <= #src do
    local c = src:sub(i, i)
    if ops[c] then
      local run = src:match("^" .. ("%" .. c) .. "+", i)
      code[#code + 1] = ops[c]:format(#run)
      i = i + #run - 1
    elseif c == "[" then code[#code + 1] = "while t[p] ~= 0 do" elseif c == "]" then code[#code + 1] = "end"
    elseif c == "." then code[#code + 1] = "out[#out + 1] = string.char(t[p])" elseif c == "," then code[#code + 1] = "n = n + 1 t[p] = input:byte(n) or 0" end
    i = i + 1
  end
  code[#code + 1] = "return table.concat(out)"
  return assert(loadstring(table.concat(code, "\n"), "=bf")), #code
end
local hello = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++."
local programs = { { hello, "" }, { ",[.,]", "echo" }, { ",>,<[->+<]>.", "!\"" }, { "+++[>+++++<-]>[<+++++++>-]<.", "" }, { ",----------[----------------------.,----------]", "ABC\n" } }
outputs = {}
for i, p in ipairs(programs) do
  local a, steps = interpret(p[1], p[2])
  local f, lines = compile(p[1])
  outputs[i] = a
  print(("%q"):format(a), steps, lines, a == f(p[2]))
end
print(pcall(interpret, "[", "")) print(pcall(interpret, "]", "")) print(pcall(compile, "[["))
