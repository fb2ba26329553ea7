-- seed: a tiny stack language with user words, conditionals, loops and an error path
local words, out = {}, {}
local stack = {}
local function push(v) stack[#stack + 1] = v end
local function pop() if #stack == 0 then error("stack underflow", 0) end return table.remove(stack) end
local function binary(f) return function() local b, a = pop(), pop() push(f(a, b)) end end
local prims = {
  ["+"] = binary(function(a, b) return a + b end), ["-"] = binary(function(a, b) return a - b end), ["*"] = binary(function(a, b) return a * b end),
  ["/"] = binary(function(a, b) return math.floor(a / b) end), mod = binary(function(a, b) return a % b end), ["<"] = binary(function(a, b) return a < b and -1 or 0 end), ["="] = binary(function(a, b) return a == b and -1 or 0 end),
  dup = function() local a = pop() push(a) push(a) end, drop = pop, swap = function() local b, a = pop(), pop() push(b) push(a) end,
  over = function() local b, a = pop(), pop() push(a) push(b) push(a) end, rot = function() local c, b, a = pop(), pop(), pop() push(b) push(c) push(a) end,
  ["."] = function() out[#out + 1] = tostring(pop()) end, emit = function() out[#out + 1] = string.char(pop()) end,
}
local function compile(tokens, pos, stop)
  local code = {}
  while tokens[pos] do
    local t = tokens[pos]
    pos = pos + 1
    if stop and stop[t] then return code, pos, t end
    if t == ":" then
      local name = tokens[pos]
      words[name], pos = compile(tokens, pos + 1, { [";"] = true })
    elseif t == "if" then
      local yes, no, which
      yes, pos, which = compile(tokens, pos, { ["else"] = true, ["then"] = true })
      if which == "else" then no, pos = compile(tokens, pos, { ["then"] = true }) end
      code[#code + 1] = { "if", yes, no }
    elseif t == "begin" then
      local body
      body, pos = compile(tokens, pos, { ["until"] = true })
      code[#code + 1] = { "until", body }
    else code[#code + 1] = tonumber(t) or t end
  end
  if stop then error("unexpected end", 0) end
  return code, pos
end
local function run(code)
  for _, op in ipairs(code) do
    if type(op) == "number" then push(op)
    elseif type(op) == "table" then
      if op[1] == "if" then if pop() ~= 0 then run(op[2]) elseif op[3] then run(op[3]) end else repeat run(op[2]) until pop() ~= 0 end
    elseif words[op] then run(words[op]) elseif prims[op] then prims[op]() else error("unknown word " .. op, 0) end
  end
end
local function eval(src) out = {} local t = {} for w in src:gmatch("%S+") do t[#t + 1] = w end local ok, e = pcall(function() run((compile(t, 1))) end) print(src, ok and table.concat(out, " ") or e, #stack) end
eval "2 3 + 4 * ." eval ": square dup * ; 7 square ." eval ": fact dup 2 < if drop 1 else dup 1 - fact * then ; 10 fact . 0 fact ." eval "5 begin dup . 1 - dup 0 = until drop"
eval ": gcd dup 0 = if drop else swap over mod gcd then ; 48 36 gcd ." eval "72 emit 105 emit" eval "1 2 3 rot . . ." eval "1 +" eval "nope" eval ": broken 1" eval "10 3 mod 10 3 / . ."
vocabulary = { fact = words.fact, square = words.square, depth = #stack }
