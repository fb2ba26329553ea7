-- Tables, methods, fields, global and upvalue functions.
local Account = {}
Account.__index = Account
local count, names = 0, { "a", "b", n = 2, [3] = "c", [-1] = false }

function Account.new(owner, balance)
  count = count + 1
  local self = setmetatable({ owner = owner, balance = balance or 0, log = { "opened", owner } }, Account)
  self.log[#self.log + 1] = tostring(self.balance)
  return self
end

function Account:deposit(v)
  if type(v) ~= "number" or v <= 0 then error("bad amount: " .. tostring(v), 2) end
  self.balance = self.balance + v
  self:record("deposit", v, v * 2)
  return self
end

function Account:record(what, ...)
  local n = select("#", ...)
  self.log[#self.log + 1] = what .. ":" .. n .. ":" .. table.concat({ ... }, ",")
  for i = 1, n do self.log[#self.log + 1] = (select(i, ...)) end
end

function Account.__add(a, b) return Account.new(a.owner .. "+" .. b.owner, a.balance + b.balance) end
function Account.__eq(a, b) return a.balance == b.balance end

local a, b = Account.new("ann"), Account.new("bob", 10)
a:deposit(5):deposit(6)
local both = a + b
print(both.owner, both.balance, a == b, #names, names[names.n], count)
print(pcall(a.deposit, a, -1))
print(#{ 1, 2, 3, unpack(names) }, ({ f = print, unpack(names) })[1])
string.format("%d %s", 1, ("x"):rep(3):upper())
