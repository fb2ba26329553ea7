-- seed: GETGLOBAL and SETGLOBAL of every type of value, reads of undefined names, replaced environment
alpha = 1
beta = "two"
gamma = { 3 }
delta = nil
epsilon = function(x) return x .. "!" end
zeta = 1 < 2
print(alpha, beta, gamma[1], delta, epsilon("e"), zeta, undefined_name)
alpha, beta = beta, alpha
print(alpha, beta)
local saved = gamma
gamma = nil
print(gamma, saved[1], _G.alpha, rawget(_G, "beta"))
_G.theta = saved
theta[2] = "added"
print(theta[2], saved == theta)
_G["odd name"] = 5
print(_G["odd name"])

local env = { print = print }
local function inner()
  alpha = "inner"
  print(alpha, beta)
end
setfenv(inner, env)
inner()
print(alpha, env.alpha)

setmetatable(_G, {
  __index = function(_, k) return "auto:" .. k end,
  __newindex = function(t, k, v) rawset(t, k, v) rawset(t, k .. "_set", true) end,
})
print(not_there, alpha)
brandnew = 9
print(rawget(_G, "brandnew"), rawget(_G, "brandnew_set"))
setmetatable(_G, nil)
print(not_there)
