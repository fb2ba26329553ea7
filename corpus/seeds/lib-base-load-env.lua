-- seed: loadstring, load, getfenv, setfenv, rawset on _G, and generated chunks with environments
local function run(code, env) local f, e = loadstring(code, "=c") if not f then return "compile: " .. e end if env then setfenv(f, env) end return f() end
print(run("return 1 + 1"), run("return x", { x = "env x" }), run("y = 5 return y", {}), y, run("return +"))
local env = setmetatable({}, { __index = _G })
print(run("z = 1 local function f() z = z + 1 return z end return f() + f()", env), env.z, z)
print(run("return getfenv(1) == ...", env), run("return getfenv(1).z", env))
local log = {}
local traced = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get " .. k return _G[k] end,
  __newindex = function(t, k, v) log[#log + 1] = "set " .. k rawset(t, k, v) end,
})
run("a = 1 b = a c = type(b) local d = undefined e = e", traced)
print(table.concat(log, ", "))
local strict = setmetatable({}, { __index = function(_, k) error("undeclared " .. k, 2) end, __newindex = function(_, k) error("assign to undeclared " .. k, 2) end })
print(pcall(run, "return nope", strict)) print(pcall(run, "\nnope = 1", strict))
local template = "local a, b = ... return a %s b"
ops = {}
for _, op in ipairs { "+", "-", "*", "/", "%", "^", "..", "==", "<", "and", "or" } do ops[op] = loadstring(template:gsub("%%s", (op:gsub("%%", "%%%%"))) , "=op") end
for _, op in ipairs { "+", "-", "*", "/", "^", "..", "==", "<", "and", "or" } do io.write(op, "=", tostring(ops[op](7, 2)), " ") end
print(ops["%"](7, 2))
local n = 0
local reader = function() n = n + 1 return ({ "return ", "function() ", "return ", tostring(n), " end" })[n] end
print(load(reader, "=reader")()())
print(pcall(run, "error('e', 1)")) print(pcall(run, "error('e', 2)"))
local f1 = loadstring("return function() return v end")()
v = "global v"
local f2 = setfenv(loadstring("return function() return v end"), { v = "other v" })()
print(f1(), f2(), getfenv(f1) == _G, getfenv(f2).v)
loaded_ops = { count = 11, env = env, log = log }
