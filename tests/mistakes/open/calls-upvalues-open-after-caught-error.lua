-- A closure that escapes from a function which fails keeps its variable.
local get
print(pcall(function()
  local reason = "no reason"
  get = function() return reason end
  error(reason, 0)
end))
local function use(a, b, c, d) local x, y, z = a, b, c return x, y, z, d, get() end
print(use(1, 2, 3, 4))
