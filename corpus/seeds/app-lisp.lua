-- seed: a small Lisp: reader, environments, closures, special forms and printed results
local function read(src)
  local toks, pos = {}, 0
  for t in src:gsub("[()']", " %0 "):gmatch("%S+") do toks[#toks + 1] = t end
  local function form()
    pos = pos + 1
    local t = toks[pos]
    if t == nil then error("unexpected end", 0) end
    if t == "(" then
      local l = {}
      while toks[pos + 1] ~= ")" do if not toks[pos + 1] then error("missing )", 0) end l[#l + 1] = form() end
      pos = pos + 1
      return l
    elseif t == ")" then error("unexpected )", 0) elseif t == "'" then return { "quote", form() } end
    return tonumber(t) or t
  end
  local all = {}
  while pos < #toks do all[#all + 1] = form() end
  return all
end
local function show(v) if type(v) == "table" then local r = {} for i, x in ipairs(v) do r[i] = show(x) end return "(" .. table.concat(r, " ") .. ")" elseif type(v) == "function" then return "#<fn>" end return tostring(v) end
local eval
local function body(forms, env, from) local r for i = from, #forms do r = eval(forms[i], env) end return r end
local special = {
  quote = function(x) return x[2] end,
  ["if"] = function(x, env) if eval(x[2], env) then return eval(x[3], env) elseif x[4] ~= nil then return eval(x[4], env) end return false end,
  define = function(x, env) if type(x[2]) == "table" then env[x[2][1]] = eval({ "lambda", { unpack(x[2], 2) }, unpack(x, 3) }, env) return x[2][1] end env[x[2]] = eval(x[3], env) return x[2] end,
  lambda = function(x, env) return function(...) local new = setmetatable({}, { __index = env }) for i, p in ipairs(x[2]) do new[p] = (select(i, ...)) end return body(x, new, 3) end end,
  let = function(x, env) local new = setmetatable({}, { __index = env }) for _, b in ipairs(x[2]) do new[b[1]] = eval(b[2], env) end return body(x, new, 3) end,
}
function eval(x, env)
  if type(x) == "string" then local v = env[x] if v == nil then error("unbound " .. x, 0) end return v end
  if type(x) ~= "table" then return x end
  local sp = type(x[1]) == "string" and special[x[1]]
  if sp then return sp(x, env) end
  local f, args = eval(x[1], env), {}
  for i = 2, #x do args[i - 1] = eval(x[i], env) end
  if type(f) ~= "function" then error("not a function: " .. show(f), 0) end
  return f(unpack(args, 1, #x - 1))
end
local function fold(f) return function(a, ...) for i = 1, select("#", ...) do a = f(a, (select(i, ...))) end return a end end
globals = { ["+"] = fold(function(a, b) return a + b end), ["-"] = fold(function(a, b) return a - b end), ["*"] = fold(function(a, b) return a * b end), ["<"] = function(a, b) return a < b end, ["="] = function(a, b) return a == b end,
  list = function(...) return { ... } end, car = function(l) return l[1] end, cdr = function(l) return { unpack(l, 2) } end, cons = function(a, l) return { a, unpack(l) } end, ["null?"] = function(l) return #l == 0 end, t = true, f = false }
local function run(src) local ok, r = pcall(function() return body(read(src), globals, 1) end) print(src, ok and show(r) or "error: " .. r) end
run "(+ 1 2 (* 3 4))" run "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 10)" run "'(a (b 2) c)" run "((lambda (x y) (- x y)) 10 3)"
run "(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))) (map (lambda (x) (* x x)) (list 1 2 3 4))" run "(define (adder n) (lambda (x) (+ x n))) ((adder 5) 37)"
run "(let ((x 2) (y 3)) (* x y))" run "(undefined 1)" run "(1 2)" run "(+ 1" run ")" run "(if f 1)" run "(define x 5) (define (g) x) (let ((x 9)) (g))"
