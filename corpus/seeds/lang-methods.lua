-- seed: method definitions and calls on values of several types, self passing, dotted names
Account = { balance = 0 }
function Account:new(o)
  o = o or {}
  setmetatable(o, self)
  self.__index = self
  return o
end
function Account:deposit(v) self.balance = self.balance + v return self end
function Account:withdraw(v)
  if v > self.balance then error("insufficient funds", 2) end
  self.balance = self.balance - v
end
local a = Account:new()
a:deposit(100):deposit(50)
print(a.balance, Account.balance)
print(pcall(function() a:withdraw(1000) end))
a:withdraw(30)
print(a.balance, rawget(a, "balance"))
local Special = Account:new()
function Special:withdraw(v)
  if v - self.balance >= self:limit() then error "insufficient funds" end
  self.balance = self.balance - v
end
function Special:limit() return self.lim or 0 end
local s = Special:new { lim = 1000 }
s:deposit(100)
s:withdraw(200)
print(s.balance, s:limit(), getmetatable(s) == Special, getmetatable(Special) == Account)
print(("%d items"):format(3), ("x"):byte(), #("abc"):upper())
print(pcall(function() return (5):foo() end))
print(pcall(function() local n n:foo() end))
print(pcall(function() return a:nomethod() end))
local o = { ["odd key"] = function() return "via index" end }
print(o["odd key"](o), Account.deposit(a, 1).balance)
accounts = { a, s, owner = { special = s } }
