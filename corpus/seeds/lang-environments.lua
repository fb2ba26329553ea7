-- seed: getfenv and setfenv by function and level, inheritance through closures, sandboxes
local function env_name() return name end
name = "global name"
print(env_name(), getfenv(env_name) == _G, getfenv(1) == _G, getfenv(0) == _G)
local sandbox = setmetatable({ name = "sandbox name" }, { __index = _G })
print(setfenv(env_name, sandbox) == env_name, env_name(), name)
local function maker()
  setfenv(1, { name = "maker env", tostring = tostring })
  created = "in maker env"
  return function() return name, created end
end
local child = maker()
print(child(), created)
print(getfenv(child).created, getfenv(maker).name)
local f = loadstring("value = (value or 0) + 1 return value, name")
print(f())
local e1 = { name = "e1" }
setfenv(f, e1)
print(f()) print(f())
print(value, e1.value)
local function level() setfenv(2, { print = print, marker = "set by callee", getfenv = getfenv }) end
local function caller() level() print(marker) return getfenv(1).marker end
print(caller(), marker)
print(getfenv(print) == _G, pcall(setfenv, print, {}))
print(pcall(getfenv, 50)) print(pcall(getfenv, -1)) print(pcall(setfenv, 1))
local co = coroutine.create(function() return getfenv(0) == _G end)
print(coroutine.resume(co))
local function with(env, code) local g = assert(loadstring(code)) return setfenv(g, env)() end
local env = { x = 1, y = 2 }
print(with(env, "z = x + y return z"), env.z, z)
print(pcall(with, {}, "return print('no')"))
environments = { e1 = e1, env = env, value = value }
