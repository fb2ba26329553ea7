-- seed: a bytecode virtual machine in Lua with dispatch tables, calls, frames and an assembler
local function assemble(src)
  local code, labels, fix = {}, {}, {}
  for line in src:gmatch("[^\n;]+") do
    local label, rest = line:match("^%s*(%w+):%s*(.*)$")
    if label then labels[label] = #code + 1 line = rest end
    local op, arg = line:match("^%s*(%a+)%s*(%S*)")
    if op then
      code[#code + 1] = op
      if arg ~= "" then
        code[#code + 1] = tonumber(arg) or arg
        if not tonumber(arg) then fix[#fix + 1] = #code end
      end
    end
  end
  for _, i in ipairs(fix) do code[i] = labels[code[i]] or error("no label " .. code[i], 0) end
  return code
end
local function run(code, budget)
  local stack, frames, pc, sp, out, steps = {}, {}, 1, 0, {}, 0
  local vars = {}
  local ops = {}
  local function arg() local v = code[pc] pc = pc + 1 return v end
  local function bin(f) return function() stack[sp - 1] = f(stack[sp - 1], stack[sp]) stack[sp] = nil sp = sp - 1 end end
  function ops.push() sp = sp + 1 stack[sp] = arg() end
  function ops.pop() stack[sp] = nil sp = sp - 1 end
  function ops.dup() sp = sp + 1 stack[sp] = stack[sp - 1] end
  function ops.load() sp = sp + 1 stack[sp] = vars[arg()] or 0 end
  function ops.store() vars[arg()] = stack[sp] ops.pop() end
  ops.add, ops.sub = bin(function(a, b) return a + b end), bin(function(a, b) return a - b end)
  ops.mul, ops.lt = bin(function(a, b) return a * b end), bin(function(a, b) return a < b end)
  function ops.jmp() pc = arg() end
  function ops.jz() local to = arg() if not stack[sp] or stack[sp] == 0 then pc = to end ops.pop() end
  function ops.call() frames[#frames + 1] = pc + 1 pc = arg() end
  function ops.ret() pc = table.remove(frames) end
  function ops.out() out[#out + 1] = tostring(stack[sp]) ops.pop() end
  while code[pc] and code[pc] ~= "halt" do
    steps = steps + 1
    if steps > budget then return table.concat(out, " "), "budget" end
    local op = arg()
    ops[op]()
  end
  return table.concat(out, " "), steps, sp
end
programs = {
  count = "push 0\n store 1\n loop: load 1\n out\n load 1\n push 1\n add\n dup\n store 1\n push 6\n lt\n jz done\n jmp loop\n done: halt",
  fact = "push 1\n store 1\n push 1\n store 2\n again: load 1\n push 11\n lt\n jz end\n load 2\n load 1\n mul\n store 2\n load 1\n push 1\n add\n store 1\n jmp again\n end: load 2\n out\n halt",
  sub = "push 3\n call sq\n out\n push 12\n call sq\n out\n halt\n sq: dup\n mul\n ret",
  spin = "top: jmp top",
}
for _, name in ipairs { "count", "fact", "sub", "spin" } do
  local code = assemble(programs[name])
  print(name, #code, run(code, 500))
end
print(pcall(assemble, "jmp nowhere"))
